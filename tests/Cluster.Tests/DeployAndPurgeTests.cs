using System.Text.Json.Nodes;

namespace MeshBuild.Cluster.Tests;

/// <summary>The whole way there and back, in order, on one cluster.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class DeployAndPurgeTests
{
    private IReadOnlyList<string> _before = [];

    [OneTimeSetUp]
    public async Task Start()
    {
        TestCluster.Require();
        await TestCluster.ResetAsync();
        _before = await TestCluster.ObjectsAsync();
    }

    [Test, Order(1)]
    public async Task Deploy_takes_an_empty_cluster_to_the_mesh()
    {
        (await BuildScript.RunAsync("Deploy")).ShouldExit(0);

        var pods = (JsonArray)(await TestCluster.KubectlJsonAsync("get", "pods", "-n", "default"))["items"]!;
        pods.Count.ShouldBe(2);
        foreach (var pod in pods)
        {
            var statuses = (JsonArray)pod!["status"]!["containerStatuses"]!;
            statuses.Count.ShouldBe(2, pod.ToJsonString());
            statuses.ShouldAllBe(status => (bool)status!["ready"]!);
            var image = (string)((JsonArray)pod["spec"]!["containers"]!)
                .Single(container => (string)container!["name"]! != "istio-proxy")!["image"]!;
            image.ShouldStartWith(TestCluster.Environment["MESH_REGISTRY"]!);
            image.ShouldContain("@sha256:");
        }

        var system = (JsonArray)(await TestCluster.KubectlJsonAsync("get", "pods", "-n", "istio-system"))["items"]!;
        system.Count.ShouldBe(7);
        system.ShouldAllBe(pod => ((JsonArray)pod!["status"]!["containerStatuses"]!).All(status => (bool)status!["ready"]!));
    }

    [Test, Order(2)]
    public async Task Deploy_again_changes_nothing()
    {
        var generations = await TestCluster.GenerationsAsync();
        (await BuildScript.RunAsync("Deploy")).ShouldExit(0);
        (await TestCluster.GenerationsAsync()).ShouldBe(generations);
    }

    [Test, Order(3)]
    public async Task Verify_shows_the_pods_and_a_URL_per_route() =>
        (await BuildScript.RunAsync("Verify")).ShouldExit(0).ShouldSay("car-", "gateway-", "2/2", "Running", "/ws", "http://", "<pending>");

    [Test, Order(4)]
    public async Task A_load_balancers_address_is_found()
    {
        await TestCluster.ScriptAsync("load-balancer", "start");
        try
        {
            await TestCluster.KubectlAsync("wait", "--for=jsonpath={.status.loadBalancer.ingress[0].ip}=127.0.0.1", "--timeout=30s",
                "-n", "istio-system", "service/istio-ingressgateway");
            (await BuildScript.RunAsync("Verify")).ShouldExit(0).ShouldSay("127.0.0.1");
        }
        finally
        {
            await TestCluster.ScriptAsync("load-balancer", "stop");
        }
    }

    [Test, Order(5)]
    public async Task Status_shows_the_same_picture() =>
        (await BuildScript.RunAsync("Status")).ShouldExit(0).ShouldSay("istiod-", "car-", "2/2");

    [Test, Order(6)]
    public async Task A_workload_that_runs_without_a_sidecar_is_restarted_and_the_others_are_not()
    {
        await TestCluster.KubectlAsync("label", "namespace", "default", "istio-injection-");
        await TestCluster.KubectlAsync("rollout", "restart", "deployment/car");
        await TestCluster.KubectlAsync("rollout", "status", "deployment/car", "--timeout=120s");
        var gateway = await TestCluster.KubectlAsync("get", "pods", "-l", "app=gateway", "-o", "jsonpath={.items[*].metadata.uid}");

        (await BuildScript.RunAsync("Deploy")).ShouldExit(0).ShouldSay("deployment/car");

        (await TestCluster.KubectlAsync("get", "pods", "-l", "app=gateway", "-o", "jsonpath={.items[*].metadata.uid}")).ShouldBe(gateway);
        (await TestCluster.KubectlAsync("get", "pods", "-l", "app=car", "--field-selector=status.phase=Running", "-o",
            "jsonpath={.items[*].spec.containers[*].name}")).ShouldContain("istio-proxy");
    }

    [Test, Order(7)]
    public async Task Purge_stops_at_what_others_own_and_lists_it()
    {
        await TestCluster.KubectlAsync("create", "configmap", "precious", "-n", "istio-system");
        await TestCluster.KubectlAsync("create", "namespace", "other-team");
        await ApplyAsync("""
            {"apiVersion":"networking.istio.io/v1beta1","kind":"VirtualService","metadata":{"name":"theirs","namespace":"other-team"},
             "spec":{"hosts":["theirs"],"http":[{"route":[{"destination":{"host":"theirs"}}]}]}}
            """);
        await TestCluster.SettledAsync("default");
        var before = await TestCluster.ObjectsAsync();

        (await BuildScript.RunAsync("Purge")).ShouldExit(1)
            .ShouldSay("precious", "other-team", "theirs", "--force", "before it removed anything");

        (await TestCluster.ObjectsAsync()).ShouldBe(before);
        await TestCluster.KubectlAsync("delete", "namespace", "other-team");
        await TestCluster.KubectlAsync("delete", "configmap", "precious", "-n", "istio-system");
    }

    [Test, Order(8)]
    public async Task Purge_that_keeps_the_workloads_leaves_nothing_else()
    {
        (await BuildScript.RunAsync("Purge", "--keep-workloads")).ShouldExit(0);

        var after = await TestCluster.ObjectsAsync();
        var added = after.Except(_before).Where(line => !IsWorkload(line)).ToList();
        added.ShouldBeEmpty();
        _before.Except(after).ShouldBeEmpty();
        (await TestCluster.KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].name}")).ShouldNotContain("istio-proxy");
        (await TestCluster.KubectlAsync("get", "deployments", "-o", "jsonpath={.items[*].status.readyReplicas}")).ShouldBe("1 1");
    }

    [Test, Order(9)]
    public async Task Deploy_and_Purge_leave_the_cluster_as_it_was()
    {
        await TestCluster.KubectlAsync("delete", "deployment,service", "car", "gateway", "--wait");
        await TestCluster.KubectlAsync("wait", "--for=delete", "pods", "--all", "--timeout=90s");
        await TestCluster.KubectlAsync("label", "namespace", "default", "istio-injection=disabled");
        (await TestCluster.ObjectsAsync()).ShouldBe(_before);

        (await BuildScript.RunAsync("Deploy")).ShouldExit(0);
        (await BuildScript.RunAsync("Purge")).ShouldExit(0).ShouldSay("nothing of the deployment is left");

        (await TestCluster.ObjectsAsync()).ShouldBe(_before);
        (await TestCluster.KubectlAsync("get", "namespace", "default", "-o", "jsonpath={.metadata.labels.istio-injection}")).ShouldBe("disabled");
        await TestCluster.KubectlAsync("label", "namespace", "default", "istio-injection-");
    }

    [Test, Order(10)]
    public async Task Purge_of_an_empty_cluster_says_that_there_is_nothing() =>
        (await BuildScript.RunAsync("Purge")).ShouldExit(0).ShouldSay("Nothing to purge");

    [Test, Order(11)]
    public async Task Workloads_can_be_injected_by_hand()
    {
        (await BuildScript.RunAsync("Deploy", "--injection=manual")).ShouldExit(0);
        (await TestCluster.KubectlAsync("get", "deployment", "car", "-o", "jsonpath={.spec.template.spec.containers[*].name}"))
            .ShouldContain("istio-proxy");
        (await BuildScript.RunAsync("Purge")).ShouldExit(0);
        (await TestCluster.ObjectsAsync()).ShouldBe(_before);
    }

    private static bool IsWorkload(string line) =>
        line.Contains(" default car", StringComparison.Ordinal) || line.Contains(" default gateway", StringComparison.Ordinal);

    private static async Task ApplyAsync(string manifest)
    {
        var file = Path.Combine(TestCluster.Scratch, "manifest.json");
        await File.WriteAllTextAsync(file, manifest);
        await TestCluster.KubectlAsync("apply", "-f", file);
    }
}
