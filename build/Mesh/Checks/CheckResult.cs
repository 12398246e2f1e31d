namespace MeshBuild.Mesh.Checks;

/// <summary>One thing that Deploy needs.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">How it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">How to mend it; null when nothing is wrong.</param>
public sealed record CheckResult(string Name, CheckState State, string Found, string? Remedy = null);
