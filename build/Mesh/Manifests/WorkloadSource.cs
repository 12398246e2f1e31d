namespace MeshBuild.Mesh.Manifests;

/// <summary>One service's folder under <c>manifests/workloads</c>.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Folder">The folder, absolute.</param>
public abstract record WorkloadSource(string Name, string Folder);
