namespace MeshBuild.Cluster.Tests.Differential;

/// <summary>What a cluster made of a step.</summary>
/// <param name="Status">kubectl's exit code, or the status of the response.</param>
/// <param name="Output">What was printed, as it was.</param>
public sealed record Answer(int Status, string Output)
{
    public override string ToString() => $"{Status}\n{Output}".TrimEnd();
}
