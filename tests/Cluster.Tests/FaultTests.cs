using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>A fault is in the routes while it lasts; however its run ends, they are as they were before.</summary>
public abstract class FaultTests(TestCluster cluster) : ClusterFixture(cluster)
{
    private string _before = "";

    [OneTimeSetUp]
    public async Task DeployAsync()
    {
        (await Script.RunAsync("Deploy")).ShouldExit(0);
        _before = await RoutesAsync();
    }

    [Test]
    public async Task It_ends_by_itself_after_its_time()
    {
        using var run = Script.Start("InjectFault", "--service=car", "--abort=503", "--percent=10", "--for=3s");
        (await run.SaysAsync("until ")).ShouldBeTrue();
        (await RoutesAsync()).ShouldContain("\"httpStatus\":503");

        (await run.EndAsync()).ShouldExit(0).ShouldSay("virtualservice/mesh-routes: 10 % of the requests to car get 503", "virtualservice/meshbuild-car deleted");
        (await RoutesAsync()).ShouldBe(_before);
    }

    [Test]
    public async Task Ctrl_C_ends_it_at_once()
    {
        using var run = Script.Start("InjectFault", "--service=car", "--delay=250ms", "--match=header:x-test=1", "--for=1h");
        (await run.SaysAsync("until ")).ShouldBeTrue();
        (await RoutesAsync()).ShouldContain("\"fixedDelay\":\"0.25s\"");

        run.Interrupt();
        (await run.EndAsync()).ShouldExit(0);
        (await RoutesAsync()).ShouldBe(_before);
    }

    [Test]
    public async Task Killed_it_is_shown_by_Status_and_ended_by_ClearFault()
    {
        await KillAsync("1h");
        (await Script.RunAsync("Status")).ShouldExit(0).ShouldSay("a fault is on until ", "100 % of the requests to car wait 5s (by VirtualService default/mesh-routes, VirtualService default/meshbuild-car)");

        (await Script.RunAsync("ClearFault", "--service=gateway")).ShouldExit(0).ShouldSay("no fault of gateway is on");
        (await Script.RunAsync("ClearFault")).ShouldExit(0).ShouldSay("virtualservice/mesh-routes: the fault is gone");
        (await RoutesAsync()).ShouldBe(_before);
    }

    [Test]
    public async Task Killed_it_is_ended_by_whatever_runs_after_its_time()
    {
        await KillAsync("4s");
        var routes = await RoutesAsync();
        routes.ShouldNotBe(_before);
        for (var run = 0; run < 30 && routes != _before; run++)
        {
            (await Script.RunAsync("Status")).ShouldExit(0);
            routes = await RoutesAsync();
        }

        routes.ShouldBe(_before);
    }

    [Test]
    public async Task What_is_missing_or_wrong_is_told_before_anything_is_written()
    {
        (await Script.RunAsync("InjectFault", "--delay=5s")).ShouldExit(2).ShouldSay("--service=NAME");
        (await Script.RunAsync("InjectFault", "--service=car")).ShouldExit(2).ShouldSay("--abort=503");
        (await Script.RunAsync("InjectFault", "--service=car", "--abort=99")).ShouldExit(2).ShouldSay("200 to 599");
        (await Script.RunAsync("InjectFault", "--service=cart", "--abort=503")).ShouldExit(1).ShouldSay("there is no service/cart", "did you mean car?");
        (await RoutesAsync()).ShouldBe(_before);
    }

    private async Task KillAsync(string time)
    {
        using var run = Script.Start("InjectFault", "--service=car", "--delay=5s", $"--for={time}");
        (await run.SaysAsync("until ")).ShouldBeTrue();
        run.Kill();
        await run.EndAsync();
    }

    private Task<string> RoutesAsync() => Cluster.KubectlAsync("get", "virtualservices", "-A", "-o",
        "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.annotations} {.spec}{\"\\n\"}{end}");
}
