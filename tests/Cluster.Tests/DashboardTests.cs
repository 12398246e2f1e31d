using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>An addon's page is on a port of this machine until Ctrl-C, whatever becomes of its pod.</summary>
public abstract class DashboardTests(TestCluster cluster) : ClusterFixture(cluster)
{
    private const string Namespace = "istio-system";

    [OneTimeSetUp]
    public async Task InstallAsync()
    {
        (await Script.RunAsync("InstallAddons", "--addons=jaeger,kiali")).ShouldExit(0);
        await Cluster.KubectlAsync("rollout", "status", "deployment/kiali", "-n", Namespace);
        await Cluster.KubectlAsync("rollout", "status", "deployment/jaeger", "-n", Namespace);
    }

    [Test, Order(1)]
    public async Task It_shows_the_page_outlives_the_pod_and_leaves_nothing()
    {
        var port = LoopbackPort.Free();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var run = Script.Start("Dashboard", $"--port={port}");
        var pod = await PodAsync("kiali");
        await SaysAsync(run, $"kiali, pod {pod}: http://127.0.0.1:{port}/kiali");
        (await client.GetStringAsync("/kiali")).ShouldBe($"kiali of pod {pod} (stand-in)\n");
        (await Cluster.RunAsync("pgrep", ["-P", $"{run.Id}"])).Output.ShouldBeEmpty("no process is needed for it");

        await Cluster.KubectlAsync("delete", "pod", pod, "-n", Namespace);
        await Cluster.KubectlAsync("rollout", "status", "deployment/kiali", "-n", Namespace);
        var next = await PodAsync("kiali");
        next.ShouldNotBe(pod);
        (await client.GetStringAsync("/kiali")).ShouldBe($"kiali of pod {next} (stand-in)\n");
        await SaysAsync(run, $"reconnected to pod {next}");

        run.Interrupt();
        (await run.EndAsync()).ShouldExit(0);
        await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync("/kiali"));
    }

    [Test, Order(2)]
    public async Task A_Services_port_may_be_another_one_than_its_pods()
    {
        var port = LoopbackPort.Free();
        using var client = new HttpClient();
        using var run = Script.Start("Dashboard", "--which=jaeger", $"--port={port}");
        await SaysAsync(run, "until Ctrl-C");

        (await client.GetStringAsync($"http://127.0.0.1:{port}/jaeger/api/services")).ShouldContain("\"data\":[");
        run.Interrupt();
        (await run.EndAsync()).ShouldExit(0);
    }

    [Test, Order(3)]
    public async Task What_is_missing_or_wrong_is_told()
    {
        (await Script.RunAsync("Dashboard", "--which=kiwi")).ShouldExit(2).ShouldSay("kiali, grafana, jaeger or prometheus");
        (await Script.RunAsync("Dashboard", "--which=grafana")).ShouldExit(1).ShouldSay("there is no service/grafana in namespace istio-system", "--target=InstallAddons");
        await Cluster.KubectlAsync("scale", "deployment/kiali", "--replicas=0", "-n", Namespace);
        await Cluster.KubectlAsync("wait", "--for=delete", "--timeout=90s", "-n", Namespace, "pod", "-l", "app=kiali");
        (await Script.RunAsync("Dashboard")).ShouldExit(1).ShouldSay("no pod of service/kiali in namespace istio-system is ready");
    }

    private Task<string> PodAsync(string app) => Cluster.KubectlAsync("get", "pods", "-n", Namespace, "-l", $"app={app}", "-o", "jsonpath={.items[*].metadata.name}");

    private static async Task SaysAsync(RunningCommand run, string text)
    {
        if (!await run.SaysAsync(text))
        {
            (await run.EndAsync()).ShouldSay(text);
        }
    }
}
