using System.Text.Json.Nodes;
using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>The whole way there and back, in order, on one cluster.</summary>
public abstract class DeployAndPurgeTests(TestCluster cluster) : ClusterFixture(cluster)
{
    private IReadOnlyList<string> _before = [];

    [OneTimeSetUp]
    public async Task LookAsync() => _before = await Cluster.ObjectsAsync();

    [Test, Order(1)]
    public async Task Deploy_takes_an_empty_cluster_to_the_mesh()
    {
        (await Script.RunAsync("Deploy")).ShouldExit(0);

        var pods = (JsonArray)(await Cluster.KubectlJsonAsync("get", "pods", "-n", "default"))["items"]!;
        pods.Count.ShouldBe(2);
        foreach (var pod in pods)
        {
            var statuses = (JsonArray)pod!["status"]!["containerStatuses"]!;
            statuses.Count.ShouldBe(2, pod.ToJsonString());
            statuses.ShouldAllBe(status => (bool)status!["ready"]!);
            var image = (string)((JsonArray)pod["spec"]!["containers"]!)
                .Single(container => (string)container!["name"]! != "istio-proxy")!["image"]!;
            Cluster.ShouldBeDeployed(image);
        }

        var system = (JsonArray)(await Cluster.KubectlJsonAsync("get", "pods", "-n", "istio-system"))["items"]!;
        system.Count.ShouldBe(7);
        system.ShouldAllBe(pod => ((JsonArray)pod!["status"]!["containerStatuses"]!).All(status => (bool)status!["ready"]!));
    }

    [Test, Order(2)]
    public async Task Deploy_again_changes_nothing()
    {
        var generations = await Cluster.GenerationsAsync();
        (await Script.RunAsync("Deploy")).ShouldExit(0);
        (await Cluster.GenerationsAsync()).ShouldBe(generations);
    }

    [Test, Order(3)]
    public async Task Verify_shows_the_pods_and_a_URL_per_route() =>
        (await Script.RunAsync("Verify")).ShouldExit(0).ShouldSay("car-", "gateway-", "2/2", "Running", "/ws", "http://", "<pending>");

    [Test, Order(4)]
    public async Task A_load_balancers_address_is_found()
    {
        await Cluster.BalanceLoadsAsync(true);
        try
        {
            await Cluster.KubectlAsync("wait", "--for=jsonpath={.status.loadBalancer.ingress[0].ip}=127.0.0.1", "--timeout=30s",
                "-n", "istio-system", "service/istio-ingressgateway");
            (await Script.RunAsync("Verify")).ShouldExit(0).ShouldSay("127.0.0.1");
        }
        finally
        {
            await Cluster.BalanceLoadsAsync(false);
        }
    }

    [Test, Order(5)]
    public async Task Status_shows_the_same_picture() =>
        (await Script.RunAsync("Status")).ShouldExit(0).ShouldSay("istiod-", "car-", "2/2");

    [Test, Order(5)]
    public async Task A_live_Lint_names_the_cluster_and_counts_what_it_has() =>
        (await Script.RunAsync("Lint", "--live")).ShouldExit(0).ShouldSay("cluster ", "objects of the cluster taken into account", "nothing to mend");

    [Test, Order(6)]
    public async Task A_workload_that_runs_without_a_sidecar_is_restarted_and_the_others_are_not()
    {
        await Cluster.KubectlAsync("label", "namespace", "default", "istio-injection-");
        await Cluster.KubectlAsync("rollout", "restart", "deployment/car");
        await Cluster.KubectlAsync("rollout", "status", "deployment/car", "--timeout=120s");
        var gateway = await Cluster.KubectlAsync("get", "pods", "-l", "app=gateway", "-o", "jsonpath={.items[*].metadata.uid}");

        (await Script.RunAsync("Deploy")).ShouldExit(0).ShouldSay("deployment/car");

        (await Cluster.KubectlAsync("get", "pods", "-l", "app=gateway", "-o", "jsonpath={.items[*].metadata.uid}")).ShouldBe(gateway);
        (await Cluster.KubectlAsync("get", "pods", "-l", "app=car", "--field-selector=status.phase=Running", "-o",
            "jsonpath={.items[*].spec.containers[*].name}")).ShouldContain("istio-proxy");
    }

    [Test, Order(7)]
    public async Task Purge_stops_at_what_others_own_and_lists_it()
    {
        await Cluster.KubectlAsync("create", "configmap", "precious", "-n", "istio-system");
        await Cluster.CreateNamespaceAsync("other-team");
        await ApplyAsync("""
            {"apiVersion":"networking.istio.io/v1beta1","kind":"VirtualService","metadata":{"name":"theirs","namespace":"other-team"},
             "spec":{"hosts":["theirs"],"http":[{"route":[{"destination":{"host":"theirs"}}]}]}}
            """);
        await Cluster.SettledAsync("default");
        var before = await Cluster.ObjectsAsync();

        (await Script.RunAsync("Purge")).ShouldExit(1)
            .ShouldSay("precious", "other-team", "theirs", "--force", "before it removed anything");

        (await Cluster.ObjectsAsync()).ShouldBe(before);
        await Cluster.KubectlAsync("delete", "namespace", "other-team");
        await Cluster.KubectlAsync("delete", "configmap", "precious", "-n", "istio-system");
    }

    [Test, Order(8)]
    public async Task Purge_that_keeps_the_workloads_leaves_nothing_else()
    {
        (await Script.RunAsync("Purge", "--keep-workloads")).ShouldExit(0);

        var after = await Cluster.ObjectsAsync();
        var added = after.Except(_before).Where(line => !IsWorkload(line)).ToList();
        added.ShouldBeEmpty();
        _before.Except(after).ShouldBeEmpty();
        (await Cluster.KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].name}")).ShouldNotContain("istio-proxy");
        (await Cluster.KubectlAsync("get", "deployments", "-o", "jsonpath={.items[*].status.readyReplicas}")).ShouldBe("1 1");
    }

    [Test, Order(9)]
    public async Task Deploy_and_Purge_leave_the_cluster_as_it_was()
    {
        await Cluster.KubectlAsync("delete", "deployment,service", "car", "gateway", "--wait");
        await Cluster.KubectlAsync("wait", "--for=delete", "pods", "--all", "--timeout=90s");
        await Cluster.KubectlAsync("label", "namespace", "default", "istio-injection=disabled");
        (await Cluster.ObjectsAsync()).ShouldBe(_before);

        (await Script.RunAsync("Deploy")).ShouldExit(0);
        (await Script.RunAsync("Purge")).ShouldExit(0).ShouldSay("nothing of the deployment is left");

        (await Cluster.ObjectsAsync()).ShouldBe(_before);
        (await Cluster.KubectlAsync("get", "namespace", "default", "-o", "jsonpath={.metadata.labels.istio-injection}")).ShouldBe("disabled");
        await Cluster.KubectlAsync("label", "namespace", "default", "istio-injection-");
    }

    [Test, Order(10)]
    public async Task Purge_of_an_empty_cluster_says_that_there_is_nothing() =>
        (await Script.RunAsync("Purge")).ShouldExit(0).ShouldSay("Nothing to purge");

    [Test, Order(11)]
    public async Task Workloads_can_be_injected_by_hand()
    {
        (await Script.RunAsync("Deploy", "--injection=manual")).ShouldExit(0);
        (await Cluster.KubectlAsync("get", "deployment", "car", "-o", "jsonpath={.spec.template.spec.containers[*].name}"))
            .ShouldContain("istio-proxy");
        (await Script.RunAsync("Purge")).ShouldExit(0);
        (await Cluster.ObjectsAsync()).ShouldBe(_before);
    }

    private static bool IsWorkload(string line) =>
        line.Contains(" default car", StringComparison.Ordinal) || line.Contains(" default gateway", StringComparison.Ordinal);

    private async Task ApplyAsync(string manifest)
    {
        var file = Path.Combine(Cluster.Scratch, "manifest.json");
        await File.WriteAllTextAsync(file, manifest);
        await Cluster.KubectlAsync("apply", "-f", file);
    }
}
