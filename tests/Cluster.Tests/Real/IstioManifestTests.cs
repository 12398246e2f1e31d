using MeshBuild.Cluster.Tests.Clusters;
using MeshBuild.Cluster.Tests.Differential;
using MeshBuild.Rehearsal;

namespace MeshBuild.Cluster.Tests.Real;

/// <summary>What the genuine Istio applies, applied with the oldest and the newest kubectl at hand: the rehearsal prints the lines of the real cluster.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Category(RealCluster.Category), NonParallelizable]
public sealed class IstioManifestTests
{
    private static readonly string[] Files = ["demo-profile.yaml", "samples/addons"];

    [Test]
    public async Task Istio_and_its_addons_are_applied_with_the_lines_of_the_real_cluster([Values(0, 1)] int kubectl)
    {
        await RealClusterSetup.Cluster.ResetAsync();
        await using var rehearsal = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);
        var program = RealClusterSetup.Cluster.Kubectls[kubectl];
        using Side real = new(await File.ReadAllTextAsync(RealClusterSetup.Cluster.Kubeconfig)) { Kubectl = program };
        using Side embedded = new(rehearsal.Kubeconfig) { Kubectl = program };
        // Again and again: types are not served at once, and what was applied stays as it is.
        foreach (var command in Files.SelectMany(file => Enumerable.Repeat($"apply -f {Path.Combine(RealCluster.IstioManifests, file)}", 3)))
        {
            var answers = await Task.WhenAll(new[] { real, embedded }.Select(side => side.KubectlAsync(command, "", "default")));
            answers[1].Masked().ToString().ShouldBe(answers[0].Masked().ToString(), command);
            TestContext.Out.WriteLine($"{command}\n{answers[0]}");
        }
    }
}
