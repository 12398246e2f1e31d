namespace MeshBuild.Mesh.Canaries;

/// <summary>What the measured traffic says of a canary.</summary>
/// <param name="Outcome">Whether it is good enough; null: not judged, for too little was measured.</param>
/// <param name="Reason">Why.</param>
public sealed record CanaryVerdict(bool? Outcome, string Reason);
