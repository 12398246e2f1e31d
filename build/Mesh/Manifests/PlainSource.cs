namespace MeshBuild.Mesh.Manifests;

/// <summary>Plain manifests.</summary>
public sealed record PlainSource(string Name, string Folder, IReadOnlyList<ManifestDocument> Documents) : WorkloadSource(Name, Folder);
