using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Purge;

/// <summary>Every object of the cluster, of every type that can be listed, apart from what the cluster itself writes all the time.</summary>
/// <param name="Objects">The objects with their types.</param>
/// <param name="Types">How many types were listed.</param>
/// <param name="Unavailable">Versions of API groups that could not be asked: <c>metrics.k8s.io/v1beta1</c>.</param>
public sealed record ClusterSnapshot(
    IReadOnlyList<(ObjectIdentity Identity, ResourceType Type, KubeObject Object)> Objects, int Types, IReadOnlyList<string> Unavailable)
{
    private static readonly HashSet<string> Fleeting = ["Event", "Endpoints", "EndpointSlice", "Lease"];

    private readonly Lazy<HashSet<string>> _lasting = new(() => Lasting([.. Objects.Select(item => item.Object)], Unavailable));

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

    /// <summary>Whether it is being deleted, or will be by the garbage collector.</summary>
    public bool IsGoing(KubeObject value) => value.IsTerminating || IsGarbage(value);

    /// <summary>Whether the garbage collector takes it, since all that owned it is gone or goes itself.</summary>
    public bool IsGarbage(KubeObject value) => IsOrphan(value, _lasting.Value, Unavailable);

    /// <summary>The uids of what owns it; a token's service account counts.</summary>
    public static IEnumerable<string> Owners(KubeObject value) =>
        References(value).Select(owner => (string?)owner?["uid"] ?? "")
            .Append(value.Annotations.GetValueOrDefault("kubernetes.io/service-account.uid", ""))
            .Where(uid => uid.Length > 0);

    // Whether an owner of a version that could not be asked is still there, nobody knows.
    private static bool IsOrphan(KubeObject value, HashSet<string> lasting, IReadOnlyList<string> unavailable) =>
        Owners(value).ToList() is { Count: > 0 } owners && !owners.Any(lasting.Contains)
        && !References(value).Any(owner => unavailable.Contains((string?)owner?["apiVersion"]));

    // The uids of what keeps its dependents. The collector comes to a Deployment's pods only after its ReplicaSets, hence the rounds;
    // an object that is deleted with its dependents left behind sets them free before it is gone.
    private static HashSet<string> Lasting(List<KubeObject> objects, IReadOnlyList<string> unavailable)
    {
        objects.RemoveAll(value => value.IsTerminating && !(value.At("metadata", "finalizers") as JsonArray ?? []).Any(finalizer => (string?)finalizer == "orphan"));
        while (true)
        {
            HashSet<string> lasting = [.. objects.Select(value => value.Uid)];
            if (objects.RemoveAll(value => IsOrphan(value, lasting, unavailable)) == 0)
            {
                return lasting;
            }
        }
    }

    private static JsonArray References(KubeObject value) => value.At("metadata", "ownerReferences") as JsonArray ?? [];
}
