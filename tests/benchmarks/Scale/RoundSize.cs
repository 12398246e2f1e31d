namespace MeshBuild.Benchmarks.Scale;

/// <summary>How much a round puts into the cluster, and how many look on.</summary>
internal sealed record RoundSize(int Deployments, int Watches, int ConfigMaps)
{
    public const int Replicas = 2;
}
