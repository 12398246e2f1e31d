namespace MeshBuild.Mesh.Egress;

/// <summary>A destination with all that call it.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Callers">The workloads, <c>namespace/name</c>, sorted.</param>
/// <param name="Traffic">All their calls.</param>
public sealed record EgressFinding(EgressDestination Destination, IReadOnlyList<string> Callers, EgressTraffic Traffic);
