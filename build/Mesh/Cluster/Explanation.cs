namespace MeshBuild.Mesh.Cluster;

/// <summary>Why workloads are not ready, and what to do.</summary>
public sealed record Explanation(string Cause, string Remedy);
