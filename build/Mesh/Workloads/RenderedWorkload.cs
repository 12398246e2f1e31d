using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Workloads;

/// <summary>The objects of one service's folder, with the images that were built put in.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Objects">What is to be applied.</param>
public sealed record RenderedWorkload(string Name, IReadOnlyList<KubeObject> Objects);
