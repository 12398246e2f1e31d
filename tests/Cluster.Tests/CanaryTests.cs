using System.Diagnostics;
using System.Text.Json.Nodes;
using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>
/// A canary gets the requests that its stage says, is judged by a real Prometheus, and leaves everything as it was before, or as it
/// is to be; whatever a run is cut off by, no request could ever meet a subset that is not there.
/// </summary>
public abstract class CanaryTests(TestCluster cluster) : ClusterFixture(cluster)
{
    private const string Stable = """{"destination":{"host":"car","subset":"meshbuild-stable"}}""";

    private static readonly (string Target, string Moment, bool GoesOn)[] Moments =
    [
        ("Canary", "destinationrule/meshbuild-car created", true),
        ("Canary", "virtualservice/meshbuild-car created", false),
        ("Canary", "deployment/car-canary created", true),
        ("Canary", "deployment/car-canary: ", false),
        ("Canary", "step 1 of 2: car", true),
        ("Canary", "step 1 of 2: 20 %", false),
        ("Canary", "passed: ", true),
        ("Canary", "step 2 of 2: car", false),
        ("Promote", "deployment/car: ", false),
        ("Abort", "ends with the canary", true),
    ];

    private PlayedMesh _mesh = null!;
    private Prometheus _prometheus = null!;
    private IReadOnlyList<ObjectWrite> _before = [];
    private IReadOnlyDictionary<string, string> _versions = new Dictionary<string, string>();

    private static IEnumerable<int> MomentIndexes => Enumerable.Range(0, Moments.Length);

    [OneTimeSetUp]
    public async Task DeployAsync()
    {
        _mesh = new PlayedMesh();
        _prometheus = await Prometheus.StartAsync(_mesh.Address);
        (await Script.RunAsync("Deploy")).ShouldExit(0);
        await PushAsync();
    }

    /// <summary>Puts the canary's image where the cluster takes it from.</summary>
    protected virtual Task PushAsync() => Task.CompletedTask;

    [OneTimeTearDown]
    public void End()
    {
        _prometheus?.Dispose();
        _mesh?.Dispose();
    }

    [SetUp]
    public async Task LookAsync() => (_before, _versions) = await ObjectWrites.NowAsync(Cluster);

    [TearDown]
    public async Task HoldAsync() => ObjectWrites.ShouldBeSafe(_before, await ObjectWrites.SinceAsync(Cluster, _versions));

    [Test, Order(1)]
    public async Task A_bad_one_is_taken_back_and_tells_why()
    {
        _mesh.Play(PlayedCanary.Failing);
        (await CanaryAsync()).ShouldExit(1).ShouldSay("car v1.4 failed at 20 % of the requests: 80 % of its ", "at least 99 % have to", "every request to car goes to v1 again", "canary-car.svg");
        await ShouldBeTakenBackAsync();

        _mesh.Play(PlayedCanary.Slow);
        (await CanaryAsync()).ShouldExit(1).ShouldSay("car v1.4 failed at 20 % of the requests: its p99 is ", "it may be 1000 ms at most");
        await ShouldBeTakenBackAsync();

        (await Script.RunAsync("Status")).ShouldExit(0).ShouldSay("a canary is there: car v1.4 was taken back from 20 % of the requests");
        (await Script.RunAsync("ApplyIngress")).ShouldExit(1).ShouldSay("a canary is under way in namespace default", "--target=Abort");
        (await CanaryAsync("--image-tag=1.5")).ShouldExit(1).ShouldSay("car has a canary already");
        await AbortAsync();
    }

    [Test, Order(2)]
    public async Task A_silent_one_waits_until_Ctrl_C_takes_it_back_within_5_seconds()
    {
        _mesh.Play(PlayedCanary.Silent);
        using var run = StartCanary("--interval=1s");
        (await run.SaysAsync("not judged: 0 of the 20 requests")).ShouldBeTrue();

        var watch = Stopwatch.StartNew();
        run.Interrupt();
        (await run.EndAsync()).ShouldExit(130).ShouldSay("every request to car goes to v1 again; measured at 20 % of the requests: not judged: 0 of the 20");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await ShouldBeTakenBackAsync();
        await AbortAsync();
    }

    [Test, Order(3)]
    public async Task A_pod_that_is_not_ready_takes_it_back()
    {
        _mesh.Play(PlayedCanary.Healthy);
        using var run = StartCanary("--interval=30s");
        (await run.SaysAsync("step 1 of 2: 20 %")).ShouldBeTrue();
        Cluster.Rehearse("never-ready:car-canary");
        await Cluster.KubectlAsync("delete", "pod", "-l", "app=car,version=v1.4", "--wait=false");

        (await run.EndAsync()).ShouldExit(1).ShouldSay("deployment/car-canary is not ready", "every request to car goes to v1 again");
        Cluster.Rehearse("");
        await ShouldBeTakenBackAsync();
        await AbortAsync();
    }

    [Test, Order(4), TestCaseSource(nameof(MomentIndexes))]
    public async Task Killed_it_goes_on_or_is_aborted(int moment)
    {
        _mesh.Play(PlayedCanary.Healthy);
        var (target, text, goesOn) = Moments[moment];
        if (target != "Canary")
        {
            (await CanaryAsync()).ShouldExit(0);
        }

        using (var run = target == "Canary" ? StartCanary() : Script.Start(target, "--service=car"))
        {
            (await run.SaysAsync(text)).ShouldBeTrue($"{target} never printed '{text}'");
            run.Kill();
            await run.EndAsync();
        }

        if (goesOn && target == "Canary")
        {
            (await CanaryAsync()).ShouldExit(0).ShouldSay("car v1.4 has passed and gets 100 % of the requests");
        }

        await AbortAsync();
    }

    [Test, Order(5)]
    public async Task A_good_one_goes_through_its_steps_and_is_promoted()
    {
        _mesh.Play(PlayedCanary.Healthy);
        (await CanaryAsync("--match=header:x-canary=1", "--mirror=10")).ShouldExit(0).ShouldSay("step 4 of 4: car v1.4 gets 100 % of the requests", "--target=Promote");
        (await Script.RunAsync("Canary", "--service=car", "--image-tag=1.4")).ShouldExit(0).ShouldSay("car v1.4 has passed");
        var writes = await ObjectWrites.SinceAsync(Cluster, _versions);
        const string Testers = """{"match":[{"headers":{"x-canary":{"exact":"1"}}}],"name":"meshbuild-canary","route":[{"destination":{"host":"car","subset":"meshbuild-canary"}}]}""";
        ShouldBeInTurn(writes, "VirtualService", "meshbuild-car",
            """{"hosts":["car"],"http":[{"route":[""" + Stable + "]}]}",
            """{"hosts":["car"],"http":[""" + Testers + """,{"route":[""" + Stable + "]}]}",
            """{"hosts":["car"],"http":[""" + Testers + """,{"mirror":{"host":"car","subset":"meshbuild-canary"},"mirrorPercentage":{"value":10},"route":[""" + Stable + "]}]}",
            """{"hosts":["car"],"http":[""" + Testers + """,{"route":[{"destination":{"host":"car","subset":"meshbuild-stable"},"weight":80},{"destination":{"host":"car","subset":"meshbuild-canary"},"weight":20}]}]}""",
            """{"hosts":["car"],"http":[{"route":[{"destination":{"host":"car","subset":"meshbuild-canary"}}]}]}""");
        var ingress = writes.Where(write => write.Name == "mesh-routes").Select(write => write.Spec!["http"]!.ToJsonString()).Distinct().ToList();
        ingress.Count.ShouldBe(5);
        ingress.ShouldAllBe(rules => rules.EndsWith("""{"name":"gateway","route":[{"destination":{"host":"gateway","port":{"number":8080}}}]}]""", StringComparison.Ordinal));
        ingress[3].ShouldContain("\"weight\":20}]}");
        ShouldBeInTurn(writes, "DestinationRule", "meshbuild-car",
            """{"host":"car","subsets":[{"labels":{"version":"v1"},"name":"meshbuild-stable"},{"labels":{"version":"v1.4"},"name":"meshbuild-canary"}]}""");
        var second = writes.First(write => write.Name == "car-canary").Spec!;
        ((string?)second["template"]!["metadata"]!["labels"]!["version"]).ShouldBe("v1.4");
        ((string?)second["template"]!["spec"]!["containers"]![0]!["image"]).ShouldEndWith("car:1.4");

        (await Script.RunAsync("Promote", "--service=car")).ShouldExit(0).ShouldSay("deployment/car: ", "deployment/car-canary deleted");
        var expected = _before.Select(item => item.Name == "car" ? item with { Spec = null } : item);
        var (after, _) = await ObjectWrites.NowAsync(Cluster);
        Shown(after.Select(item => item.Name == "car" ? item with { Spec = null } : item)).ShouldBe(Shown(expected));
        ((string?)after.Single(item => item.Name == "car").Spec!["template"]!["spec"]!["containers"]![0]!["image"]).ShouldEndWith("car:1.4");
    }

    private Task<RunResult> CanaryAsync(params string[] more) => Script.RunAsync("Canary", Arguments(more));

    private RunningCommand StartCanary(params string[] more) => Script.Start("Canary", Arguments(more));

    private string[] Arguments(string[] more)
    {
        string[] usual = ["--service=car", "--image-tag=1.4", "--steps=20,100", "--interval=2s", "--min-requests=20", $"--prometheus={_prometheus.Address}"];
        return [.. usual.Where(argument => !more.Any(other => other.Split('=')[0] == argument.Split('=')[0])), .. more];
    }

    private async Task AbortAsync()
    {
        (await Script.RunAsync("Abort", "--service=car")).ShouldExit(0).ShouldSay("the canary v1.4 of car is gone; everything is as before");
        Shown((await ObjectWrites.NowAsync(Cluster)).Objects).ShouldBe(Shown(_before));
    }

    private async Task ShouldBeTakenBackAsync() => Shown((await ObjectWrites.NowAsync(Cluster)).Objects.Where(item => item.Kind == "VirtualService"))
        .ShouldNotContain("meshbuild-canary");

    private static void ShouldBeInTurn(IReadOnlyList<ObjectWrite> writes, string kind, string name, params string[] specs)
    {
        var written = writes.Where(write => write.Kind == kind && write.Name == name).Select(write => write.Spec).ToList();
        written.Count.ShouldBe(specs.Length, string.Join('\n', written));
        foreach (var (spec, expected) in written.Zip(specs))
        {
            JsonNode.DeepEquals(JsonNode.Parse(spec!.ToJsonString()), JsonNode.Parse(expected)).ShouldBeTrue($"{spec!.ToJsonString()}\nis not\n{expected}");
        }
    }

    private static string Shown(IEnumerable<ObjectWrite> objects) => string.Join('\n', objects.Select(item => $"{item.Kind} {item.Name} {item.Spec?.ToJsonString()}"));
}
