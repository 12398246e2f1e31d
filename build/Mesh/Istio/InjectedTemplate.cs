using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Manifests;

namespace MeshBuild.Mesh.Istio;

/// <summary>What <c>istioctl kube-inject</c> wrote into a pod template, and the way back. Source: 1.10.0's own output.</summary>
internal static class InjectedTemplate
{
    private const string Probers = "ISTIO_KUBE_APP_PROBERS";
    private static readonly string[] Probes = ["startupProbe", "livenessProbe", "readinessProbe"];
    private static readonly HashSet<string> Proxies = ["istio-proxy"];
    private static readonly HashSet<string> Init = ["istio-init", "istio-validation"];
    private static readonly HashSet<string> Volumes = ["istio-envoy", "istio-data", "istio-podinfo", "istio-token", "istiod-ca-cert"];

    private static readonly string[] Labels =
        ["istio.io/rev", "security.istio.io/tlsMode", "service.istio.io/canonical-name", "service.istio.io/canonical-revision"];

    // The metrics annotations are the proxy's only with these values.
    private static readonly Dictionary<string, string?> Annotations = new()
    {
        ["sidecar.istio.io/status"] = null,
        ["prometheus.io/path"] = "/stats/prometheus",
        ["prometheus.io/port"] = "15020",
    };

    /// <summary>The merge patch of a template that takes it out again; empty when the template was not injected.</summary>
    public static JsonObject Removal(JsonObject? template)
    {
        if (template is null || !PodTemplate.HasSidecar(template))
        {
            return [];
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["labels"] = Gone(template["metadata"]?["labels"], Labels.ToDictionary(name => name, _ => (string?)null)),
                ["annotations"] = Gone(template["metadata"]?["annotations"], Annotations),
            },
            ["spec"] = new JsonObject
            {
                ["containers"] = Without(template, "containers", Proxies),
                ["initContainers"] = Without(template, "initContainers", Init),
                ["volumes"] = Without(template, "volumes", Volumes),
            },
        };
    }

    private static JsonObject Gone(JsonNode? map, Dictionary<string, string?> added) =>
        new((map as JsonObject ?? []).Where(pair => added.TryGetValue(pair.Key, out var value) && (value is null || value == (string?)pair.Value))
            .Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, null)));

    private static JsonArray? Without(JsonObject template, string list, IReadOnlySet<string> names)
    {
        var items = (template["spec"]?[list] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var probers = Original(items);
        JsonArray rest = [.. items.Where(item => !names.Contains((string?)item["name"] ?? "")).Select(item => Restored(item, probers))];
        return rest.Count > 0 ? rest : null;
    }

    // HTTP probes are sent through the proxy, which knows the real ones.
    private static JsonObject Restored(JsonObject container, JsonObject probers)
    {
        var copy = (JsonObject)container.DeepClone();
        foreach (var probe in Probes)
        {
            if ((string?)copy[probe]?["httpGet"]?["path"] is { } path && probers[path]?["httpGet"] is { } original)
            {
                copy[probe]!["httpGet"] = original.DeepClone();
            }
        }

        return copy;
    }

    private static JsonObject Original(IEnumerable<JsonObject> containers)
    {
        var text = containers.Where(container => Proxies.Contains((string?)container["name"] ?? ""))
            .SelectMany(container => container["env"] as JsonArray ?? [])
            .FirstOrDefault(variable => (string?)variable?["name"] == Probers)?["value"];
        try
        {
            return text is null ? [] : JsonNode.Parse((string)text!) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            // Not what istioctl writes: then nothing was sent through the proxy that could be restored.
            return [];
        }
    }
}
