using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Purge;
using MeshBuild.Mesh.Tests.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Mesh.Tests.Purge;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SidecarRemovalTests : IDisposable
{
    private const string Ready = """{"observedGeneration": 9, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}""";
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2021, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Deadline _deadline;

    public SidecarRemovalTests() => _deadline = new Deadline(TimeSpan.FromMinutes(1), _time);

    public void Dispose() => _deadline.Dispose();

    [Test]
    public async Task What_kube_inject_wrote_is_taken_out_and_the_rest_stays()
    {
        Deployment("""
            {"metadata": {
               "labels": {"app": "car", "version": "v1", "istio.io/rev": "default", "security.istio.io/tlsMode": "istio",
                          "service.istio.io/canonical-name": "car", "service.istio.io/canonical-revision": "v1"},
               "annotations": {"sidecar.istio.io/status": "{}", "prometheus.io/port": "15020", "prometheus.io/path": "/metrics", "team": "road"}},
             "spec": {
               "initContainers": [{"name": "istio-init"}],
               "containers": [
                 {"name": "car", "readinessProbe": {"periodSeconds": 1, "httpGet": {"path": "/app-health/car/readyz", "port": 15020}}},
                 {"name": "istio-proxy", "env": [{"name": "ISTIO_KUBE_APP_PROBERS",
                  "value": "{\"/app-health/car/readyz\":{\"httpGet\":{\"path\":\"/healthz\",\"port\":8080}}}"}]}],
               "volumes": [{"name": "istio-envoy"}, {"name": "data"}]}}
            """);

        await RemoveAsync();

        var template = _cluster.Peek(ResourceTypes.Deployments, "default", "car")!.At("spec", "template")!;
        JsonNode.DeepEquals(template, JsonNode.Parse("""
            {"metadata": {
               "labels": {"app": "car", "version": "v1"},
               "annotations": {"prometheus.io/path": "/metrics", "team": "road", "kubectl.kubernetes.io/restartedAt": "2021-06-01T12:00:00Z"}},
             "spec": {
               "containers": [{"name": "car", "readinessProbe": {"periodSeconds": 1, "httpGet": {"path": "/healthz", "port": 8080}}}],
               "volumes": [{"name": "data"}]}}
            """)).ShouldBeTrue(template.ToJsonString());
        _reporter.Lines.ShouldBe(["deployment/car: restarted without a sidecar"]);
    }

    [Test]
    public async Task What_the_webhook_injected_is_only_restarted()
    {
        Deployment("""{"metadata": {"labels": {"app": "car"}}, "spec": {"containers": [{"name": "car"}]}}""");
        Pod("car-1");
        var waiting = RemoveAsync();
        _cluster.Remove(ResourceTypes.Pods, "default", "car-1");
        await waiting;

        var template = _cluster.Peek(ResourceTypes.Deployments, "default", "car")!.At("spec", "template")!;
        ((string?)template["metadata"]?["annotations"]?["kubectl.kubernetes.io/restartedAt"]).ShouldBe("2021-06-01T12:00:00Z");
        ((string?)template["spec"]?["containers"]?[0]?["name"]).ShouldBe("car");
    }

    [Test]
    public async Task What_has_no_sidecar_is_left_alone()
    {
        Deployment("""{"metadata": {"labels": {"app": "car"}}, "spec": {"containers": [{"name": "car"}]}}""");
        await RemoveAsync();
        _cluster.Writes.ShouldBeEmpty();
    }

    [Test]
    public async Task A_pod_that_does_not_end_is_named_at_the_deadline()
    {
        Deployment("""{"metadata": {"labels": {"app": "car"}}, "spec": {"containers": [{"name": "car"}]}}""");
        Pod("car-1");
        _reporter.OnWaiting = lines =>
        {
            if (lines.ContainsKey("pod/car-1"))
            {
                _time.Advance(TimeSpan.FromMinutes(1));
            }
        };

        var failure = await Should.ThrowAsync<MeshException>(RemoveAsync());

        failure.Message.ShouldContain("pod/car-1");
        failure.Remedy.ShouldNotBeNull().ShouldContain("describe pod");
    }

    private Task RemoveAsync() => new SidecarRemoval(_cluster, _reporter, _time)
        .RemoveAsync([ObjectIdentity.Of(ResourceTypes.Deployments, "default", "car")], _deadline);

    private void Deployment(string template) => _cluster.Put(ResourceTypes.Deployments, $$"""
        {"metadata": {"name": "car", "namespace": "default"},
         "spec": {"selector": {"matchLabels": {"app": "car"} }, "template": {{template}} }, "status": {{Ready}} }
        """);

    private void Pod(string name) => _cluster.Put(ResourceTypes.Pods, $$"""
        {"metadata": {"name": "{{name}}", "namespace": "default", "labels": {"app": "car"} },
         "spec": {"containers": [{"name": "car"}, {"name": "istio-proxy"}]} }
        """);
}
