namespace MeshBuild.Mesh.Cluster;

/// <summary>The cluster that was chosen. Every call of a tool names both.</summary>
/// <param name="Kubeconfig">An existing, readable kubeconfig, absolute.</param>
/// <param name="Context">A context that it has.</param>
/// <param name="Server">The API server's address, for messages.</param>
public sealed record ClusterTarget(string Kubeconfig, string Context, string Server);
