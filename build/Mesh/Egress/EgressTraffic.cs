namespace MeshBuild.Mesh.Egress;

/// <summary>The calls of one workload to one destination.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="First">When the first one began, as the log has it.</param>
/// <param name="Last">When the last one began.</param>
public readonly record struct EgressTraffic(long Calls, string First, string Last);
