using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.StandIn;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Program;

/// <summary>The whole way there and back, in order, on one cluster that is kept.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class RunbookTests
{
    private readonly BuildScript _script = new();
    private RehearsalCluster _cluster = null!;
    private string _kubeconfig = "";
    private IReadOnlyList<string> _before = [];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions { Programs = [StandInIstio.Discovery(() => _cluster.Kubeconfig)] }, CancellationToken.None);
        _kubeconfig = "--kubeconfig=" + _script.Write("kubeconfig", _cluster.Kubeconfig);
        // The cluster's own objects are complete when every account has its token.
        foreach (var @namespace in (string[])["default", "kube-node-lease", "kube-public", "kube-system"])
        {
            await _cluster.UntilAsync(new ResourceKey("", "serviceaccounts"), account => account.Text("metadata", "namespace") == @namespace && account.Each("secrets").Any());
        }

        _before = Names();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _cluster.DisposeAsync();
        _script.Dispose();
    }

    [Test, Order(1)]
    public async Task Deploy_takes_the_empty_cluster_to_the_mesh_and_says_what_was_not_done()
    {
        var (exitCode, output) = await _script.RunAsync("Deploy", _kubeconfig);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("a rehearsal: the cluster is an embedded one, and nothing real is touched");
        output.ShouldContain("image car:src-");
        output.ShouldContain("2 images were not built");
        output.ShouldContain("this was a rehearsal: nothing real was touched");
        Pods("default").ShouldBe(["car 2 of 2", "gateway 2 of 2"]);
        Pods("istio-system").Count.ShouldBe(7);
    }

    [Test, Order(2)]
    public async Task Deploy_again_changes_nothing()
    {
        var versions = Versions();
        var (exitCode, output) = await _script.RunAsync("Deploy", _kubeconfig);
        exitCode.ShouldBe(0, output);
        Versions().ShouldBe(versions);
    }

    [Test, Order(3)]
    public async Task Purge_that_keeps_the_workloads_leaves_them_without_sidecars_and_nothing_else()
    {
        var (exitCode, output) = await _script.RunAsync("Purge", _kubeconfig, "--keep-workloads");
        exitCode.ShouldBe(0, output);
        Pods("default").ShouldBe(["car 1 of 1", "gateway 1 of 1"]);
        Names().Except(_before).Where(name => !name.Contains(" default/car", StringComparison.Ordinal) && !name.Contains(" default/gateway", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Test, Order(4)]
    public async Task Deploy_and_Purge_leave_the_cluster_as_it_was()
    {
        foreach (var name in (string[])["car", "gateway"])
        {
            await _cluster.DeleteAsync(new ResourceKey("apps", "deployments"), name, "Foreground");
            await _cluster.DeleteAsync(new ResourceKey("", "services"), name);
        }

        var (deployed, output) = await _script.RunAsync("Deploy", _kubeconfig);
        deployed.ShouldBe(0, output);
        var (purged, said) = await _script.RunAsync("Purge", _kubeconfig);
        purged.ShouldBe(0, said);
        said.ShouldContain("nothing of the deployment is left");
        Names().ShouldBe(_before);
    }

    [Test, Order(5)]
    public async Task Workloads_can_be_injected_by_hand()
    {
        var (exitCode, output) = await _script.RunAsync("Deploy", _kubeconfig, "--injection=manual");
        exitCode.ShouldBe(0, output);
        Pods("default").ShouldBe(["car 2 of 2", "gateway 2 of 2"]);
        (exitCode, output) = await _script.RunAsync("Purge", _kubeconfig);
        exitCode.ShouldBe(0, output);
        Names().ShouldBe(_before);
    }

    // Events and the run's lock come and go.
    private IEnumerable<StoredObject> Objects() => _cluster.Services.Types.Definitions.Select(type => type.Key).Distinct()
        .Where(key => key.Plural is not ("events" or "leases" or "endpoints" or "endpointslices")).SelectMany(key => _cluster.Services.Store.List(key).Items);

    private List<string> Names() => [.. Objects().Select(Name).Order(StringComparer.Ordinal)];

    private List<string> Versions() => [.. Objects().Select(item => $"{Name(item)} {item.ResourceVersion}").Order(StringComparer.Ordinal)];

    private static string Name(StoredObject item) => $"{item.Resource.Plural} {item.Namespace}/{item.Name}";

    private List<string> Pods(string @namespace) => [.. _cluster.Services.Store.List(new ResourceKey("", "pods"), @namespace).Items
        .Where(pod => !pod.IsDeleting)
        .Select(pod => (App: pod.Json.Text("metadata", "labels", "app"), Statuses: pod.Json.Each("status", "containerStatuses").ToList()))
        .Select(pod => $"{pod.App} {pod.Statuses.Count(status => status.IsTrue("ready"))} of {pod.Statuses.Count}").Order(StringComparer.Ordinal)];
}
