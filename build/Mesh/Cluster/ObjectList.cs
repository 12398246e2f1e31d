namespace MeshBuild.Mesh.Cluster;

/// <summary>All objects of a list, and the version from which a watch goes on.</summary>
public sealed record ObjectList(IReadOnlyList<KubeObject> Items, string ResourceVersion);
