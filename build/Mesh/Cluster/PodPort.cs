namespace MeshBuild.Mesh.Cluster;

/// <summary>A port of a pod.</summary>
public sealed record PodPort(string Namespace, string Pod, int Port);
