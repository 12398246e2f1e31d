namespace MeshBuild.Mesh.Graphs;

/// <summary>A part of the mesh.</summary>
/// <param name="Id">Its type, namespace and name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Title">Its name.</param>
/// <param name="Lines">What there is to say of it.</param>
public sealed record GraphNode(string Id, GraphNodeKind Kind, string Title, IReadOnlyList<string> Lines);
