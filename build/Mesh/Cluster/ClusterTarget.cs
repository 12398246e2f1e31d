namespace MeshBuild.Mesh.Cluster;

/// <summary>The cluster that was chosen. Every call of a tool names both.</summary>
/// <param name="Kubeconfig">An existing, readable kubeconfig, absolute.</param>
/// <param name="Context">A context that it has.</param>
/// <param name="Server">The API server's address, for messages.</param>
public sealed record ClusterTarget(string Kubeconfig, string Context, string Server)
{
    /// <summary>The context of the embedded cluster.</summary>
    public const string RehearsalContext = "rehearsal";

    /// <summary>Whether it is the embedded cluster, of this run or of one that keeps it.</summary>
    public bool IsRehearsal => Context == RehearsalContext && Uri.TryCreate(Server, UriKind.Absolute, out var address) && address.IsLoopback;
}
