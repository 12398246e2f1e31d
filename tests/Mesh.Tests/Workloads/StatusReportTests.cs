using System.Net;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Workloads;

namespace MeshBuild.Mesh.Tests.Workloads;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StatusReportTests
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();

    [Test]
    public async Task A_fault_is_warned_of()
    {
        _cluster.Put(ResourceTypes.VirtualServices, """
            {"metadata": {"name": "routes", "namespace": "default", "annotations": {"meshbuild.io/faults":
              "{\"faults\":[{\"service\":\"car\",\"namespace\":\"default\",\"delay\":null,\"abort\":503,\"percent\":10,\"match\":null,\"until\":\"2021-06-01T12:00:00Z\"}],\"before\":[],\"isOurs\":false}"}}, "spec": {}}
            """);
        await ShowAsync();
        _reporter.Lines.ShouldContain("warning: a fault is on until 2021-06-01 12:00:00 UTC: 10 % of the requests to car get 503 (by VirtualService default/routes); --target=ClearFault ends it");
    }

    [Test]
    public async Task A_login_that_may_not_see_faults_sees_the_rest()
    {
        _cluster.Failing = call => call == "list virtualservices.networking.istio.io" ? FakeCluster.Refusal(HttpStatusCode.Forbidden, "Forbidden") : null;
        await ShowAsync();
        _reporter.Lines.ShouldContain(line => line.StartsWith("whether a fault is on cannot be seen", StringComparison.Ordinal));
        _reporter.Lines[^1].ShouldStartWith("inventory: none");
    }

    private Task ShowAsync() => new StatusReport(_cluster, new InventoryStore(_cluster), _reporter, TimeProvider.System)
        .ShowAsync(new MeshSettings { Root = "/", Manifests = "/", Output = "/" }, default);
}
