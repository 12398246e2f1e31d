using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;

namespace MeshBuild.Mesh.Tests.Istio;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NamespaceLabelTests
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();

    [Test]
    public async Task A_namespace_that_is_not_there_is_created_recorded_and_labelled()
    {
        await EnsureAsync();
        Labels().ShouldContainKeyAndValue("istio-injection", "enabled");
        var inventory = await new InventoryStore(_cluster).FindAsync(default);
        inventory!.Objects.ShouldHaveSingleItem().Identity.ToString().ShouldBe("Namespace shop");
    }

    [TestCase("""{"istio-injection": "disabled"}""", "disabled")]
    [TestCase("{}", null)]
    public async Task The_earlier_value_is_recorded_once(string labels, string? earlier)
    {
        Namespace(labels);
        await EnsureAsync();
        await EnsureAsync();
        var inventory = await new InventoryStore(_cluster).FindAsync(default);
        inventory!.Labels.ShouldBe([new Inventory.Label("shop", "istio-injection", earlier)]);
        inventory.Objects.ShouldBeEmpty();
    }

    [Test]
    public async Task What_is_right_is_not_written()
    {
        Namespace("""{"istio-injection": "enabled"}""");
        await EnsureAsync();
        _cluster.Writes.ShouldBeEmpty();
    }

    [Test]
    public async Task Another_revision_is_refused_and_nothing_is_written()
    {
        Namespace("""{"istio.io/rev": "canary"}""");
        var failure = await Should.ThrowAsync<MeshException>(EnsureAsync());
        failure.Message.ShouldContain("istio.io/rev=canary");
        failure.Remedy!.ShouldContain("kubectl label namespace shop istio.io/rev-");
        _cluster.Writes.ShouldBeEmpty();
    }

    [Test]
    public async Task A_workload_that_gets_no_sidecar_all_the_same_is_explained()
    {
        Namespace("""{"istio-injection": "enabled"}""");
        _cluster.Put(ResourceTypes.Deployments, """
            {"metadata": {"name": "bare", "namespace": "shop"}, "spec": {"template": {"metadata": {"labels": {"sidecar.istio.io/inject": "false"}}, "spec": {}}}}
            """);
        await EnsureAsync();
        _reporter.Lines.ShouldContain(line => line.StartsWith("warning: deployment/bare gets no sidecar", StringComparison.Ordinal) && line.Contains("row 2"));
    }

    [TestCase(InjectionMode.Manual)]
    [TestCase(InjectionMode.None)]
    public async Task Without_automatic_injection_there_is_no_label(InjectionMode mode)
    {
        await EnsureAsync(mode);
        Labels().ShouldNotContainKey("istio-injection");
    }

    private async Task EnsureAsync(InjectionMode mode = InjectionMode.Auto)
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(1), TimeProvider.System);
        await new NamespaceLabel(_cluster, new InventoryStore(_cluster), _reporter)
            .EnsureAsync(new MeshSettings { Root = "/", Manifests = "/", Output = "/", Namespace = "shop", Injection = mode }, deadline);
    }

    private void Namespace(string labels) => _cluster.Put(ResourceTypes.Namespaces, $$$"""{"metadata": {"name": "shop", "labels": {{{labels}}} } }""");

    private Dictionary<string, string> Labels() => new(_cluster.Peek(ResourceTypes.Namespaces, null, "shop")!.Labels);
}
