namespace MeshBuild.Mesh.Manifests;

/// <summary>A Helm chart: the folder has a Chart.yaml.</summary>
public sealed record ChartSource(string Name, string Folder) : WorkloadSource(Name, Folder);
