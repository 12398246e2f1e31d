using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

[Category(RealCluster.Category), NonParallelizable]
public sealed class RealCanaryTests() : CanaryTests(RealClusterSetup.Cluster)
{
    /// <inheritdoc />
    protected override async Task PushAsync() => (await Script.RunAsync("PushImages", "--tag=1.4")).ShouldExit(0);
}
