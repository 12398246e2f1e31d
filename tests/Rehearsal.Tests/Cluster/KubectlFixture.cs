namespace MeshBuild.Rehearsal.Tests.Cluster;

/// <summary>One cluster and its kubectl for all tests of a fixture.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public abstract class KubectlFixture
{
    private RehearsalCluster _cluster = null!;

    private protected Kubectl Kubectl { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);
        Kubectl = new Kubectl(_cluster);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Kubectl.Dispose();
        await _cluster.DisposeAsync();
    }
}
