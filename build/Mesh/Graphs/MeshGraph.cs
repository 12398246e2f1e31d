namespace MeshBuild.Mesh.Graphs;

/// <summary>The mesh from its ingress to its egress.</summary>
/// <param name="Nodes">In the order of a drawing: column by column, from the top.</param>
/// <param name="Edges">Each pair of nodes once.</param>
public sealed record MeshGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges);
