namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>Tests that begin with an empty cluster and run in order on it.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class ClusterFixture(TestCluster cluster)
{
    protected TestCluster Cluster => cluster;

    protected BuildScript Script => cluster.Script;

    [OneTimeSetUp]
    public Task EmptyAsync() => cluster.ResetAsync();

    [OneTimeTearDown]
    public async Task LeaveAsync() => await cluster.LeaveAsync();
}
