using System.Text.Json.Nodes;
using MeshBuild.Mesh.Routes;

namespace MeshBuild.Mesh.Canaries;

/// <summary>
/// Splits the destinations of rules between the stable version and the canary, and joins them again. A destination's weight is
/// split as the stage says, in whole percents, the canary with one at least; the sum stays. All else stays as it is.
/// </summary>
internal static class CanaryRoutes
{
    /// <summary>The fields of a VirtualService's spec that hold rules.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["http", "tcp", "tls"];

    /// <summary>The rules with the canaries in them, one after the other.</summary>
    /// <param name="rules">The rules without, by field; they are not changed.</param>
    /// <param name="canaries">The canaries.</param>
    /// <param name="namespace">The VirtualService's namespace, which short hosts are in.</param>
    public static JsonObject With(JsonObject rules, IEnumerable<CanaryRoute> canaries, string @namespace)
    {
        var changed = (JsonObject)rules.DeepClone();
        foreach (var canary in canaries)
        {
            foreach (var field in Fields)
            {
                if (changed[field] is JsonArray before)
                {
                    changed[field] = new JsonArray([.. before.SelectMany(rule => Split(rule?.DeepClone(), field, canary, @namespace))]);
                }
            }
        }

        return changed;
    }

    /// <summary>The rules without the canaries, where somebody changed them after the canaries were put in.</summary>
    /// <param name="rules">The rules, by field; they are not changed.</param>
    public static JsonObject Without(JsonObject rules)
    {
        var changed = (JsonObject)rules.DeepClone();
        foreach (var field in Fields)
        {
            if (changed[field] is JsonArray all)
            {
                changed[field] = new JsonArray([.. all.Where(rule => (string?)rule?["name"] != Subsets.Canary).Select(rule => Join(rule?.DeepClone()))]);
            }
        }

        return changed;
    }

    private static IEnumerable<JsonNode?> Split(JsonNode? rule, string field, CanaryRoute canary, string @namespace)
    {
        if (rule is not JsonObject changed || changed["route"] is not JsonArray routes || !routes.Any(route => Shifts(route, canary, @namespace)))
        {
            return [rule];
        }

        var testers = field == "http" && canary.Stage is { Match: { } match, Percent: < 100 } ? HeaderNarrowing.Narrow(changed, match) : null;
        if (testers is not null)
        {
            testers["name"] = Subsets.Canary;
            testers["route"] = Shares((JsonArray)testers["route"]!, canary, 100, @namespace);
        }

        changed["route"] = Shares(routes, canary, canary.Stage.Percent, @namespace);
        if (field == "http" && canary.Stage.Mirror > 0 && changed["mirror"] is null)
        {
            var copied = (JsonObject)routes.First(route => Shifts(route, canary, @namespace))!["destination"]!.DeepClone();
            copied["subset"] = Subsets.Canary;
            changed["mirror"] = copied;
            changed["mirrorPercentage"] = new JsonObject { ["value"] = canary.Stage.Mirror };
        }

        return testers is null ? [changed] : [testers, changed];
    }

    private static JsonArray Shares(JsonArray routes, CanaryRoute canary, int percent, string @namespace)
    {
        var shares = new JsonArray();
        foreach (var route in routes)
        {
            if (!Shifts(route, canary, @namespace))
            {
                shares.Add(route?.DeepClone());
                continue;
            }

            // Istio reads a lone destination as all of it, and one of several as none.
            var weight = (int?)route!["weight"] ?? (routes.Count == 1 ? 100 : 0);
            var share = percent == 0 || weight == 0 ? 0 : Math.Clamp((int)Math.Round(weight * percent / 100m, MidpointRounding.AwayFromZero), 1, weight);
            if (share < weight || weight == 0)
            {
                shares.Add(Share(route, Subsets.Stable, share == 0 ? null : weight - share));
            }

            if (share > 0)
            {
                shares.Add(Share(route, Subsets.Canary, share == weight ? null : share));
            }
        }

        return shares;
    }

    // Without a weight it keeps the one that it has.
    private static JsonNode Share(JsonNode route, string subset, int? weight)
    {
        var share = route.DeepClone();
        share["destination"]!["subset"] = subset;
        if (weight is not null)
        {
            share["weight"] = weight;
        }

        return share;
    }

    private static bool Shifts(JsonNode? route, CanaryRoute canary, string @namespace) =>
        route?["destination"] is JsonObject destination && (string?)destination["host"] is { } host && canary.Routed.Is(host, @namespace)
        && ((string?)destination["subset"] is not { } subset || canary.StableSubsets.Contains(subset));

    private static JsonNode? Join(JsonNode? rule)
    {
        if (rule is not JsonObject changed)
        {
            return rule;
        }

        if (Subsets.IsOurs((string?)changed["mirror"]?["subset"]))
        {
            changed.Remove("mirror");
            changed.Remove("mirrorPercentage");
        }

        if (changed["route"] is not JsonArray routes || !routes.Any(IsOurs))
        {
            return changed;
        }

        var joined = new JsonArray();
        foreach (var route in routes.Select(route => route?.DeepClone()))
        {
            if (IsOurs(route))
            {
                ((JsonObject)route!["destination"]!).Remove("subset");
                if (joined.LastOrDefault() is { } last && JsonNode.DeepEquals(last["destination"], route["destination"]))
                {
                    last["weight"] = ((int?)last["weight"] ?? 0) + ((int?)route["weight"] ?? 0);
                    continue;
                }
            }

            joined.Add(route);
        }

        if (joined is [JsonObject only])
        {
            only.Remove("weight");
        }

        changed["route"] = joined;
        return changed;
    }

    private static bool IsOurs(JsonNode? route) => Subsets.IsOurs((string?)route?["destination"]?["subset"]);
}
