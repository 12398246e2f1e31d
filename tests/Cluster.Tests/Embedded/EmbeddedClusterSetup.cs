using MeshBuild.Cluster.Tests.Clusters;

// Fixtures on embedded clusters run side by side, each on its own: they wait more than they work.
[assembly: LevelOfParallelism(4)]

namespace MeshBuild.Cluster.Tests.Embedded;

/// <summary>Builds the program and packs the release once for all tests on embedded clusters.</summary>
[SetUpFixture]
public sealed class EmbeddedClusterSetup
{
    /// <summary>The release, from the setup on.</summary>
    public static StandInRelease Release { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task PrepareAsync()
    {
        (await new BuildScript(new Dictionary<string, string?>()).RunAsync("Help")).ShouldExit(0);
        Release = await StandInRelease.PackAsync();
    }

    [OneTimeTearDown]
    public void Clean() => Release?.Dispose();
}
