using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

/// <summary>Prepares the real cluster once for all its tests; without one they are skipped.</summary>
[SetUpFixture]
public sealed class RealClusterSetup
{
    /// <summary>The cluster, from the setup on.</summary>
    public static RealCluster Cluster { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task PrepareAsync()
    {
        if (!RealCluster.IsHere)
        {
            Assert.Ignore("no cluster: ../shared/cluster is not beside the checkout");
        }

        Cluster = new RealCluster();
        await Cluster.PrepareAsync();
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }
    }
}
