namespace MeshBuild.Mesh.Graphs;

/// <summary>What a node is; a drawing has a column for each, in this order.</summary>
public enum GraphNodeKind
{
    Ingress,
    Route,
    Service,
    Egress,
}
