using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Workloads;

/// <summary>An HTTP rule of a VirtualService that comes in through a gateway.</summary>
/// <param name="Path">A path that the rule matches.</param>
/// <param name="Text">What it matches, in words: <c>prefix /ws</c>, <c>everything else</c>.</param>
/// <param name="Destination">Where it goes, <c>car:8080</c>.</param>
public sealed record Route(string Path, string Text, string Destination)
{
    /// <summary>The rules of the VirtualServices that name a gateway other than the mesh, top down.</summary>
    public static IReadOnlyList<Route> Of(IEnumerable<KubeObject> virtualServices) =>
        [.. virtualServices.Where(service => (service.At("spec", "gateways") as JsonArray ?? []).Any(gateway => (string?)gateway != "mesh"))
            .SelectMany(service => (service.At("spec", "http") as JsonArray ?? []).OfType<JsonObject>()).SelectMany(Rules)];

    private static IEnumerable<Route> Rules(JsonObject rule)
    {
        var destination = rule["route"]?[0]?["destination"];
        var target = destination is null ? "no destination" : $"{destination["host"]}{((int?)destination["port"]?["number"] is { } port ? ":" + port : "")}";
        if (rule["match"] is not JsonArray { Count: > 0 } matches)
        {
            yield return new Route("/", "everything else", target);
            yield break;
        }

        foreach (var match in matches)
        {
            var uri = match?["uri"] as JsonObject;
            var kind = uri?.FirstOrDefault().Key;
            var text = (string?)uri?.FirstOrDefault().Value;
            yield return kind is null or "regex"
                ? new Route("/", kind is null ? "by other than the path" : $"regex {text}", target)
                : new Route(text ?? "/", $"{kind} {text}", target);
        }
    }
}
