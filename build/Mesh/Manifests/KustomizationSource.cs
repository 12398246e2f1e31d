namespace MeshBuild.Mesh.Manifests;

/// <summary>A kustomization: the folder has a kustomization.yaml.</summary>
public sealed record KustomizationSource(string Name, string Folder) : WorkloadSource(Name, Folder);
