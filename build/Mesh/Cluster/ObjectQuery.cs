namespace MeshBuild.Mesh.Cluster;

/// <summary>What a list or a watch is narrowed to.</summary>
/// <param name="LabelSelector">A label selector, or null.</param>
/// <param name="FieldSelector">A field selector, or null.</param>
public sealed record ObjectQuery(string? LabelSelector = null, string? FieldSelector = null);
