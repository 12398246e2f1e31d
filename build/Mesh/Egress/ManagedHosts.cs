using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Egress;

/// <summary>The hosts that ServiceEntries name. One may have come after the calls.</summary>
internal sealed class ManagedHosts(IEnumerable<KubeObject> entries)
{
    private readonly List<string> _hosts = [.. entries.SelectMany(entry => entry.At("spec", "hosts") as JsonArray ?? []).Select(host => (string?)host ?? "")];

    /// <summary>The destination, managed when an entry names its host by now.</summary>
    public EgressDestination Mark(EgressDestination destination) =>
        destination.Kind != EgressKind.Managed && _hosts.Exists(host => Names(host, destination.Host)) ? destination with { Kind = EgressKind.Managed } : destination;

    private static bool Names(string host, string name) => host is ['*', '.', ..]
        ? name.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(name, StringComparison.OrdinalIgnoreCase);
}
