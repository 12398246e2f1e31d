using MeshBuild.Lint.Reading;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Lint.Running;

/// <summary>What a cluster has that manifests refer to.</summary>
public sealed class LiveObjects(ICluster cluster)
{
    private static readonly ResourceType[] Types =
    [
        ResourceTypes.Namespaces, ResourceTypes.Services, ResourceTypes.Deployments, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets,
        ResourceTypes.Gateways, ResourceTypes.VirtualServices, ResourceTypes.DestinationRules, ResourceTypes.ServiceEntries,
    ];

    /// <summary>Reads them from every namespace.</summary>
    /// <exception cref="ClusterException">The server refuses it.</exception>
    public async Task<IReadOnlyList<Manifest>> ReadAsync(CancellationToken cancellation)
    {
        var lists = await Task.WhenAll(Types.Select(async type => Read(type, await cluster.ListAsync(type, null, null, cancellation))));
        return [.. lists.SelectMany(list => list)];
    }

    // The items of a list come without apiVersion and kind.
    private static List<Manifest> Read(ResourceType type, ObjectList list)
    {
        var manifests = new List<Manifest>(list.Items.Count);
        foreach (var item in list.Items)
        {
            item.Json["apiVersion"] = type.ApiVersion;
            item.Json["kind"] = type.Kind;
            manifests.AddRange(FileReader.ReadText(item.Json.ToJsonString(), $"{item} in the cluster").Manifests
                .Select(manifest => new Manifest(manifest.Source, manifest.Root) { IsGiven = true }));
        }

        return manifests;
    }
}
