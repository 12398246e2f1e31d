using MeshBuild.Cluster.Tests;

[assembly: NonParallelizable]

/// <summary>Prepares the cluster once for all tests of this project, and leaves it empty.</summary>
[SetUpFixture]
public sealed class ClusterSetup
{
    [OneTimeSetUp]
    public async Task Prepare()
    {
        if (TestCluster.IsHere)
        {
            await TestCluster.PrepareAsync();
            await TestCluster.ResetAsync();
        }
    }

    [OneTimeTearDown]
    public void Clean() => Directory.Delete(TestCluster.Scratch, recursive: true);
}
