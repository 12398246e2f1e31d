namespace MeshBuild.Mesh.Cluster;

/// <summary>What an apply did: the objects as kubectl names them, <c>deployment.apps/car</c>.</summary>
public sealed record ApplyResult(IReadOnlyList<string> Created, IReadOnlyList<string> Configured, IReadOnlyList<string> Unchanged);
