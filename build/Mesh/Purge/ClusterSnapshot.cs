using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Purge;

/// <summary>Every object of the cluster, of every type that can be listed, apart from what the cluster itself writes all the time.</summary>
/// <param name="Objects">The objects with their types.</param>
/// <param name="Types">How many types were listed.</param>
/// <param name="Unavailable">API groups that could not be asked.</param>
public sealed record ClusterSnapshot(
    IReadOnlyList<(ObjectIdentity Identity, ResourceType Type, KubeObject Object)> Objects, int Types, IReadOnlyList<string> Unavailable)
{
    private static readonly HashSet<string> Fleeting = ["Event", "Endpoints", "EndpointSlice", "Lease"];

    /// <summary>Lists every type, <paramref name="parallelism"/> at a time.</summary>
    public static async Task<ClusterSnapshot> TakeAsync(ICluster cluster, int parallelism, CancellationToken cancellation)
    {
        var (types, unavailable) = await cluster.DiscoverAsync(cancellation);
        var listable = types.Where(type => type.Verbs.Contains("list") && !Fleeting.Contains(type.Kind)).ToList();
        var lists = new IReadOnlyList<KubeObject>[listable.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
        await Parallel.ForAsync(0, listable.Count, options, async (index, token) =>
            lists[index] = (await cluster.ListAsync(listable[index], null, null, token)).Items);

        var objects = listable.SelectMany((type, index) => lists[index].Select(item =>
            (new ObjectIdentity(type.Group, type.Version, type.Plural, type.Kind, item.Namespace, item.Name), type, item)));
        return new ClusterSnapshot([.. objects], listable.Count, unavailable);
    }
}
