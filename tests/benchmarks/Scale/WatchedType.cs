namespace MeshBuild.Benchmarks.Scale;

/// <summary>A type that is watched, by the path of all its objects.</summary>
internal sealed record WatchedType(string Path)
{
    public static readonly WatchedType Pods = new("/api/v1/pods");

    /// <summary>Those that the 200 watches are for.</summary>
    public static readonly IReadOnlyList<WatchedType> Many =
        [Pods, new("/apis/apps/v1/deployments"), new("/apis/apps/v1/replicasets"), new("/api/v1/endpoints")];

    /// <summary>What else changes: with one watch of each, every version of the cluster is seen by some watch.</summary>
    public static readonly IReadOnlyList<WatchedType> Others =
    [
        new("/api/v1/events"), new("/api/v1/services"), new("/apis/discovery.k8s.io/v1beta1/endpointslices"), new("/api/v1/configmaps"),
        new("/api/v1/secrets"), new("/api/v1/serviceaccounts"), new("/api/v1/namespaces"), new("/api/v1/nodes"),
    ];
}
