using System.Text;
using MeshBuild.Cluster.Tests.Clusters;
using MeshBuild.Cluster.Tests.Differential;
using MeshBuild.Rehearsal;

namespace MeshBuild.Cluster.Tests.Real;

/// <summary>The same steps on the real cluster and on the rehearsal: exit codes and outputs are equal but for what is meant, which its step explains.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Category(RealCluster.Category), NonParallelizable]
public sealed class DifferentialTests
{
    private const int MostDifferences = 10;
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Cluster.Tests", "Differential", "Steps");

    private RehearsalCluster _rehearsal = null!;
    private Side _embedded = null!;
    private Side _real = null!;

    private static IEnumerable<string> Files => Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await RealClusterSetup.Cluster.ResetAsync();
        _rehearsal = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);
        _embedded = new Side(_rehearsal.Kubeconfig);
        _real = new Side(await File.ReadAllTextAsync(RealClusterSetup.Cluster.Kubeconfig));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_rehearsal is not null)
        {
            _real.Dispose();
            _embedded.Dispose();
            await _rehearsal.DisposeAsync();
        }
    }

    [TestCaseSource(nameof(Files))]
    public async Task The_rehearsal_answers_as_the_real_cluster_does(string file)
    {
        var @namespace = $"steps-{file}";
        await BothAsync(side => side.KubectlAsync($"create namespace {@namespace}", "", "default"));
        StringBuilder differences = new();
        var steps = Step.Read(Path.Combine(Folder, file + ".yaml"));
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            var (real, embedded) = await BothAsync(side => side.TakeAsync(step, @namespace));
            if (real == embedded != (step.Differs.Length == 0))
            {
                differences.AppendLine($"\n== step {index + 1}: {step}\n-- real: {real}\n-- rehearsal: {embedded}");
            }
        }

        await BothAsync(side => side.KubectlAsync($"delete namespace {@namespace} --wait=false", "", "default"));
        differences.ToString().ShouldBeEmpty();
        TestContext.Out.WriteLine($"{steps.Count} steps");
    }

    [Test]
    public void At_most_ten_steps_are_meant_to_differ() =>
        Files.SelectMany(file => Step.Read(Path.Combine(Folder, file + ".yaml"))).Count(step => step.Differs.Length > 0).ShouldBeLessThanOrEqualTo(MostDifferences);

    private async Task<(Answer Real, Answer Embedded)> BothAsync(Func<Side, Task<Answer>> take)
    {
        var answers = await Task.WhenAll(take(_real), take(_embedded));
        return (answers[0].Masked(), answers[1].Masked());
    }
}
