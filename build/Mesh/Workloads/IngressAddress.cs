using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Workloads;

/// <summary>Where the ingress gateway can be reached.</summary>
/// <param name="External">The load balancer's address as kubectl shows it, or <c>&lt;pending&gt;</c>.</param>
/// <param name="Url">The base URL: by the load balancer, else by a node's address and the node port; null when there is neither.</param>
public sealed record IngressAddress(string External, string? Url)
{
    /// <summary>Reads the Service and the nodes.</summary>
    public static IngressAddress Of(KubeObject service, IReadOnlyList<KubeObject> nodes)
    {
        var ingress = (service.At("status", "loadBalancer", "ingress") as JsonArray)?.FirstOrDefault();
        var external = (string?)ingress?["ip"] ?? (string?)ingress?["hostname"];
        if (external is not null)
        {
            return new IngressAddress(external, $"http://{Host(external)}");
        }

        var port = (service.At("spec", "ports") as JsonArray ?? []).FirstOrDefault(item => (int?)item?["port"] == 80);
        var address = nodes.SelectMany(node => (node.At("status", "addresses") as JsonArray ?? []).OfType<JsonObject>())
            .OrderBy(item => (string?)item["type"] switch { "ExternalIP" => 0, "InternalIP" => 1, _ => 2 })
            .Select(item => (string?)item["address"]).FirstOrDefault();
        return new IngressAddress("<pending>", address is not null && (int?)port?["nodePort"] is { } nodePort ? $"http://{Host(address)}:{nodePort}" : null);
    }

    private static string Host(string address) => address.Contains(':') ? $"[{address}]" : address;
}
