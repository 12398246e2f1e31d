using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Routes;

namespace MeshBuild.Mesh.Canaries;

/// <summary>The two subsets of a DestinationRule that a canary's routes name; the names are nobody else's.</summary>
internal static class Subsets
{
    /// <summary>The stable version.</summary>
    public const string Stable = "meshbuild-stable";

    /// <summary>The canary.</summary>
    public const string Canary = "meshbuild-canary";

    /// <summary>Whether a subset is one of both.</summary>
    public static bool IsOurs(string? name) => name is Stable or Canary;

    /// <summary>
    /// The names of a DestinationRule's subsets that the stable version's pods are in. Routes to these shift;
    /// others are bound to a version of their own.
    /// </summary>
    public static IEnumerable<string> OfStable(KubeObject rule, IReadOnlyDictionary<string, string> labels) =>
        Of(rule).Where(subset => Selects(subset, labels)).Select(subset => (string?)subset["name"] ?? "").Where(name => !IsOurs(name));

    /// <summary>Adds both; false when they are there already.</summary>
    /// <param name="rule">The DestinationRule, changed in place.</param>
    /// <param name="labels">The labels of the stable version's pods.</param>
    /// <param name="stable">Its label <c>version</c>.</param>
    /// <param name="canary">The canary's.</param>
    public static bool Add(KubeObject rule, IReadOnlyDictionary<string, string> labels, string stable, string canary)
    {
        var subsets = Of(rule).ToList();
        var like = subsets.Find(subset => !IsOurs((string?)subset["name"]) && Selects(subset, labels) && subset["trafficPolicy"] is not null);
        JsonArray changed = [.. subsets.Where(subset => !IsOurs((string?)subset["name"])).Select(subset => subset.DeepClone()),
            Subset(Stable, stable, like), Subset(Canary, canary, like)];
        if (JsonNode.DeepEquals(changed, rule.At("spec", "subsets")))
        {
            return false;
        }

        rule.Json["spec"]!["subsets"] = changed;
        return true;
    }

    /// <summary>Takes both out; false when they are not there.</summary>
    public static bool Remove(KubeObject rule)
    {
        var subsets = Of(rule).ToList();
        var kept = subsets.Where(subset => !IsOurs((string?)subset["name"])).Select(subset => subset.DeepClone()).ToArray();
        if (kept.Length == subsets.Count)
        {
            return false;
        }

        if (kept.Length > 0)
        {
            rule.Json["spec"]!["subsets"] = new JsonArray(kept);
        }
        else
        {
            ((JsonObject)rule.Json["spec"]!).Remove("subsets");
        }

        return true;
    }

    /// <summary>Whether a DestinationRule is for the Service itself, not for a wildcard.</summary>
    public static bool IsFor(KubeObject rule, RoutedService service) => service.Is((string?)rule.At("spec", "host") ?? "", rule.Namespace);

    private static IEnumerable<JsonObject> Of(KubeObject rule) => (rule.At("spec", "subsets") as JsonArray ?? []).OfType<JsonObject>();

    private static bool Selects(JsonObject subset, IReadOnlyDictionary<string, string> labels) =>
        (subset["labels"] as JsonObject ?? []).All(label => labels.TryGetValue(label.Key, out var value) && value == (string?)label.Value);

    private static JsonObject Subset(string name, string version, JsonObject? like)
    {
        var subset = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["version"] = version } };
        if (like?["trafficPolicy"] is { } policy)
        {
            subset["trafficPolicy"] = policy.DeepClone();
        }

        return subset;
    }
}
