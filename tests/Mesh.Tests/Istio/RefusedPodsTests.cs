using System.Text.Json.Nodes;
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
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2021, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [TestCase("ReplicaSet", """ "spec": {"replicas": 1}, "status": {"replicas": 0} """)]
    [TestCase("StatefulSet", """ "spec": {"replicas": 2}, "status": {"replicas": 1} """)]
    [TestCase("DaemonSet", """ "status": {"desiredNumberScheduled": 1, "currentNumberScheduled": 0} """)]
    public async Task What_lacks_its_pods_since_is_woken_until_it_has_them(string kind, string rest)
    {
        var type = Owner(kind, rest);
        var retry = RetryAsync();
        ((string?)Annotation(type)).ShouldBe("2021-06-01T12:00:00.000Z");
        await AdvanceAsync(retry);
        ((string?)Annotation(type)).ShouldBe("2021-06-01T12:00:01.000Z", "the webhook refused them once more");

        var owner = _cluster.Peek(type, "shop", "car")!;
        owner.Json["status"] = JsonNode.Parse("""{"replicas": 2, "desiredNumberScheduled": 1, "currentNumberScheduled": 1}""");
        _cluster.Put(type, owner.Json);
        await AdvanceAsync(retry);
        await retry;

        ((string?)Annotation(type)).ShouldBe("2021-06-01T12:00:01.000Z");
        _reporter.Lines.ShouldHaveSingleItem().ShouldBe($"{kind.ToLowerInvariant()}/car: told to try again, since the injection webhook had refused its pods");
    }

    [Test]
    public async Task What_goes_on_without_its_pods_is_left_to_Verify()
    {
        Owner("ReplicaSet", """ "spec": {"replicas": 1}, "status": {"replicas": 0} """);
        var retry = RetryAsync();
        while (!retry.IsCompleted)
        {
            await AdvanceAsync(retry);
        }

        _cluster.Writes.Count.ShouldBe(15);
    }

    [Test]
    public async Task At_the_deadline_it_says_whose_pods_are_refused()
    {
        Owner("ReplicaSet", """ "spec": {"replicas": 1}, "status": {"replicas": 0} """);
        using var deadline = new CancellationTokenSource();
        var retry = new RefusedPods(_cluster, _reporter, _time).RetryAsync("shop", deadline.Token);
        await deadline.CancelAsync();
        var failure = await Should.ThrowAsync<MeshException>(retry);
        failure.Message.ShouldBe("the injection webhook refuses the pods of replicaset/car.");
        failure.Remedy!.ShouldContain("--target=InstallIstio");
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

    private Task RetryAsync() => new RefusedPods(_cluster, _reporter, _time).RetryAsync("shop", default);

    // A second goes by, and what waited for it has looked again.
    private async Task AdvanceAsync(Task retry)
    {
        var asked = _cluster.Calls.Count;
        _time.Advance(TimeSpan.FromSeconds(1));
        while (_cluster.Calls.Count == asked && !retry.IsCompleted)
        {
            await Task.Yield();
        }
    }

    private JsonNode? Annotation(ResourceType type) => _cluster.Peek(type, "shop", "car")!.At("metadata", "annotations", "meshbuild.io/retried-at");

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
