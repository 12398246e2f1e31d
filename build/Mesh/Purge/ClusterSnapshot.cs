using System.Text.Json.Nodes;
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

    private readonly Lazy<HashSet<string>> _uids = new(() => [.. Objects.Select(item => item.Object.Uid)]);

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

    /// <summary>Whether it is being deleted, or will be by the garbage collector, since all that owned it is gone.</summary>
    public bool IsGoing(KubeObject value) =>
        value.IsTerminating || (Owners(value).ToList() is { Count: > 0 } owners && !owners.Any(_uids.Value.Contains));

    /// <summary>The uids of what owns it; a token's service account counts.</summary>
    public static IEnumerable<string> Owners(KubeObject value) =>
        (value.At("metadata", "ownerReferences") as JsonArray ?? []).Select(owner => (string?)owner?["uid"] ?? "")
            .Append(value.Annotations.GetValueOrDefault("kubernetes.io/service-account.uid", ""))
            .Where(uid => uid.Length > 0);
}
