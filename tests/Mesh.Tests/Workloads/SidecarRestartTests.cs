using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Workloads;

namespace MeshBuild.Mesh.Tests.Workloads;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SidecarRestartTests
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();

    public SidecarRestartTests() => _cluster.Put(ResourceTypes.Namespaces, """{"metadata": {"name": "shop", "labels": {"istio-injection": "enabled"}}}""");

    [Test]
    public async Task What_runs_without_a_sidecar_is_restarted_and_the_rest_is_left_alone()
    {
        Workload("bare", "app");
        Workload("whole", "app", "istio-proxy");
        (await RestartAsync()).ShouldBe(["deployment/bare"]);
        _cluster.Writes.ShouldHaveSingleItem().ShouldContain("bare");
    }

    [Test]
    public async Task A_rollout_that_is_about_to_begin_is_not_restarted_once_more()
    {
        Workload("bare", "app");
        var deployment = _cluster.Peek(ResourceTypes.Deployments, "shop", "bare")!;
        deployment.Json["metadata"]!["generation"] = 2;
        _cluster.Put(ResourceTypes.Deployments, deployment.Json);
        (await RestartAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task Pods_of_an_older_ReplicaSet_do_not_count()
    {
        Workload("car", "app");
        ReplicaSet("car", "car-2", 2);
        (await RestartAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_pod_that_refuses_the_sidecar_is_left_alone()
    {
        Workload("bare", "app");
        var pod = _cluster.Peek(ResourceTypes.Pods, "shop", "bare-1-a")!;
        pod.Json["metadata"]!["labels"] = new System.Text.Json.Nodes.JsonObject { ["sidecar.istio.io/inject"] = "false" };
        _cluster.Put(ResourceTypes.Pods, pod.Json);
        (await RestartAsync()).ShouldBeEmpty();
    }

    [Test]
    public async Task A_pod_that_nothing_creates_anew_is_named()
    {
        _cluster.Put(ResourceTypes.Pods, """{"metadata": {"name": "alone", "namespace": "shop"}, "spec": {"containers": [{"name": "app"}]}}""");
        (await RestartAsync()).ShouldBeEmpty();
        _reporter.Lines.ShouldHaveSingleItem().ShouldStartWith("warning: pod/alone runs without a sidecar");
    }

    private Task<IReadOnlyList<string>> RestartAsync() => new SidecarRestart(_cluster, _reporter, TimeProvider.System).RestartAsync("shop", default);

    private void Workload(string name, params string[] containers)
    {
        _cluster.Put(ResourceTypes.Deployments, $$$"""
            {"metadata": {"name": "{{{name}}}", "namespace": "shop", "generation": 1}, "spec": {"template": {"metadata": {} } }, "status": {"observedGeneration": 1} }
            """);
        var set = ReplicaSet(name, name + "-1", 1);
        var list = string.Join(", ", containers.Select(container => $"{{\"name\": \"{container}\"}}"));
        _cluster.Put(ResourceTypes.Pods, $$$"""
            {"metadata": {"name": "{{{name}}}-1-a", "namespace": "shop", "ownerReferences": [{"uid": "{{{set.Uid}}}"}]}, "spec": {"containers": [{{{list}}}]} }
            """);
    }

    private KubeObject ReplicaSet(string deployment, string name, int revision) => _cluster.Put(ResourceTypes.ReplicaSets, $$$"""
        {"metadata": {"name": "{{{name}}}", "namespace": "shop", "annotations": {"deployment.kubernetes.io/revision": "{{{revision}}}"},
         "ownerReferences": [{"uid": "{{{_cluster.Peek(ResourceTypes.Deployments, "shop", deployment)!.Uid}}}"}]} }
        """);
}
