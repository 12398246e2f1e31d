using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Tests.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Mesh.Tests.Istio;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefusedPodsTests
{
    private const string Refused = "Error creating: Internal error occurred: failed calling webhook \\\"namespace.sidecar-injector.istio.io\\\"";
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();

    [TestCase("ReplicaSet", """ "spec": {"replicas": 1}, "status": {"replicas": 0} """)]
    [TestCase("StatefulSet", """ "spec": {"replicas": 2}, "status": {"replicas": 1} """)]
    [TestCase("DaemonSet", """ "status": {"desiredNumberScheduled": 1, "currentNumberScheduled": 0} """)]
    public async Task What_lacks_its_pods_since_is_woken(string kind, string rest)
    {
        var type = Owner(kind, rest);
        await RetryAsync();
        ((string?)_cluster.Peek(type, "shop", "car")!.At("metadata", "annotations", "meshbuild.io/retried-at")).ShouldBe("2021-06-01T12:00:00Z");
        _cluster.Writes.Count.ShouldBe(1, "one patch however many events there are");
    }

    [TestCase("ReplicaSet", """ "spec": {"replicas": 1}, "status": {"replicas": 1} """)]
    [TestCase("ReplicaSet", """ "spec": {"replicas": 0}, "status": {} """)]
    [TestCase("DaemonSet", """ "status": {"desiredNumberScheduled": 1, "currentNumberScheduled": 1} """)]
    public async Task What_has_its_pods_by_now_is_left_alone(string kind, string rest)
    {
        Owner(kind, rest);
        await RetryAsync();
        _cluster.Writes.ShouldBeEmpty();
    }

    [Test]
    public async Task Another_reason_and_an_object_of_that_name_that_came_later_are_left_alone()
    {
        Owner("ReplicaSet", """ "spec": {"replicas": 1}, "status": {"replicas": 0} """, "exceeded quota");
        Event("ReplicaSet", "an-earlier-uid", Refused);
        await RetryAsync();
        _cluster.Writes.ShouldBeEmpty();
    }

    private Task RetryAsync() =>
        new RefusedPods(_cluster, _reporter, new FakeTimeProvider(new DateTimeOffset(2021, 6, 1, 12, 0, 0, TimeSpan.Zero))).RetryAsync("shop", default);

    private ResourceType Owner(string kind, string rest, string message = Refused)
    {
        var type = ResourceTypes.Known.Single(known => known.Kind == kind);
        var owner = _cluster.Put(type, $$"""{"metadata": {"name": "car", "namespace": "shop"}, {{rest}} }""");
        Event(kind, owner.Uid, message);
        Event(kind, owner.Uid, message);
        return type;
    }

    private void Event(string kind, string uid, string message) => _cluster.Put(ResourceTypes.Events, $$"""
        {"metadata": {"name": "event-{{_cluster.Objects.Count}}", "namespace": "shop"}, "type": "Warning", "reason": "FailedCreate", "message": "{{message}}",
         "involvedObject": {"kind": "{{kind}}", "name": "car", "uid": "{{uid}}"} }
        """);
}
