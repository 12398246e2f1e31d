using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Tests.Metrics;

namespace MeshBuild.Mesh.Tests.Canaries;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CanaryTests
{
    private static readonly CanarySettings Asked = new() { ImageTag = "1.4", Steps = [20, 100], Interval = TimeSpan.FromSeconds(12), Match = new HeaderMatch("x-canary", "1"), Mirror = 10 };

    private readonly PumpedTime _time = new();
    private readonly PlayedMetrics _metrics = new();
    private readonly RecordingReporter _reporter = new();
    private FakeCluster _cluster = null!;
    private string _output = "";

    [SetUp]
    public void Deploy()
    {
        _output = Directory.CreateTempSubdirectory("meshbuild-").FullName;
        _metrics.OnLook = metrics => metrics.Count("car", 100);
        _metrics.OnLook += metrics => metrics.Count("car-canary", 30, instance: "b");
        _cluster = new FakeCluster
        {
            OnCreate = value =>
            {
                if (value.Kind == "Deployment")
                {
                    value.Json["status"] = JsonNode.Parse("""{"observedGeneration": 1000, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}""");
                }
            },
        };
        _cluster.Put(ResourceTypes.Services, """{"metadata": {"name": "car", "namespace": "default"}, "spec": {"selector": {"app": "car"}, "ports": [{"name": "http", "port": 8080}, {"name": "tcp-raw", "port": 7000}]}}""");
        Stable();
        _cluster.Put(ResourceTypes.VirtualServices, """
            {"metadata": {"name": "mesh-routes", "namespace": "default"}, "spec": {"hosts": ["*"], "gateways": ["mesh-ingress"], "http": [
              {"match": [{"uri": {"prefix": "/ws"}}], "route": [{"destination": {"host": "car", "port": {"number": 8080}}}]},
              {"route": [{"destination": {"host": "gateway"}, "weight": 60}, {"destination": {"host": "car"}, "weight": 40}]}]}}
            """);
    }

    [TearDown]
    public void Clean() => Directory.Delete(_output, recursive: true);

    [Test]
    public async Task A_good_one_goes_through_its_stages_and_is_promoted()
    {
        var before = Objects();
        var stages = new List<string>();
        Observe(() => stages.Add(Routes("mesh-routes")));
        await ReleaseAsync();
        stages.Distinct().Select(stage => Regex.Count(stage, "meshbuild-canary")).ShouldBe([0, 0, 4, 6, 6, 2]);
        Note().Phase.ShouldBe(CanaryPhase.Passed);
        Peek(ResourceTypes.Deployments, "car-canary")!.At("spec", "template", "spec", "containers")![0]!["image"]!.ToString().ShouldBe("registry.example.com/car:1.4");
        File.ReadAllText(Path.Combine(_output, "canary-car.svg")).ShouldContain("registry.example.com/car:1.4");

        await PromoteAsync();
        Objects().ShouldBe(before.Replace("car:1.3@sha256:" + new string('a', 64), "car:1.4", StringComparison.Ordinal));
    }

    [Test]
    public async Task Its_objects_are_the_expected_ones()
    {
        var seen = new List<string>();
        Observe(() => seen.Add(Spec(ResourceTypes.VirtualServices, "meshbuild-car")));
        await ReleaseAsync();
        seen.Distinct().Skip(1).ShouldBe(
        [
            $$"""{"hosts":["car"],"http":[{"route":[{{Destination("stable")}}]}],"tcp":[{{Raw("""{"destination":{"host":"car","port":{"number":7000},"subset":"meshbuild-stable"}}""")}}]}""",
            $$"""{"hosts":["car"],"http":[{{Testers}},{"route":[{{Destination("stable")}}]}],"tcp":[{{Raw("""{"destination":{"host":"car","port":{"number":7000},"subset":"meshbuild-stable"}}""")}}]}""",
            $$$"""{"hosts":["car"],"http":[{{{Testers}}},{"route":[{{{Destination("stable")}}}],"mirror":{"host":"car","subset":"meshbuild-canary"},"mirrorPercentage":{"value":10}}],"tcp":[{{{Raw("""{"destination":{"host":"car","port":{"number":7000},"subset":"meshbuild-stable"}}""")}}}]}""",
            $$"""{"hosts":["car"],"http":[{{Testers}},{"route":[{{Destination("stable", 80)}},{{Destination("canary", 20)}}]}],"tcp":[{{Raw("""{"destination":{"host":"car","port":{"number":7000},"subset":"meshbuild-stable"},"weight":80},{"destination":{"host":"car","port":{"number":7000},"subset":"meshbuild-canary"},"weight":20}""")}}]}""",
            $$"""{"hosts":["car"],"http":[{"route":[{{Destination("canary")}}]}],"tcp":[{{Raw("""{"destination":{"host":"car","port":{"number":7000},"subset":"meshbuild-canary"}}""")}}]}""",
        ]);
        Spec(ResourceTypes.DestinationRules, "meshbuild-car").ShouldBe(
            """{"host":"car","subsets":[{"name":"meshbuild-stable","labels":{"version":"v1"}},{"name":"meshbuild-canary","labels":{"version":"v1.4"}}]}""");
    }

    [TestCase("503", 20, "90 % of its 60 requests succeeded")]
    [TestCase("200", 2000, "its p99 is")]
    public async Task A_bad_one_gets_nothing_more_and_says_why(string code, double milliseconds, string reason)
    {
        _metrics.OnLook = metrics =>
        {
            metrics.Count("car", 100);
            metrics.Count("car-canary", 54, milliseconds, instance: "b");
            metrics.Count("car-canary", 6, milliseconds, code, instance: "b");
        };
        var failure = await Should.ThrowAsync<MeshException>(ReleaseAsync(Asked with { Match = null, Mirror = 0 }));
        failure.Message.ShouldStartWith("car v1.4 failed at 20 % of the requests: ");
        failure.Message.ShouldContain(reason);
        Routes("mesh-routes").ShouldNotContain("meshbuild-canary");
        Note().Phase.ShouldBe(CanaryPhase.TakenBack);
    }

    [Test]
    public async Task A_silent_one_waits_and_does_not_pass()
    {
        _metrics.OnLook = metrics => metrics.Count("car", 100);
        using var deadline = new Deadline(TimeSpan.FromMinutes(5), _time);
        var failure = await Should.ThrowAsync<MeshException>(_time.RunAsync(() => Release().RunAsync(Settings(), deadline)));
        failure.Message.ShouldBe("the time is up: car v1.4 was not through its steps (not judged: 0 of the 50 requests that it is judged on)");
        Routes("mesh-routes").ShouldNotContain("meshbuild-canary");
    }

    [Test]
    public async Task Without_Prometheus_nothing_is_written()
    {
        var before = Objects();
        _metrics.Failure = new MeshException("Prometheus cannot be asked");
        await Should.ThrowAsync<MeshException>(ReleaseAsync());
        Objects().ShouldBe(before);
        _cluster.Writes.ShouldBeEmpty();
    }

    [Test]
    public async Task While_Prometheus_is_away_nothing_passes_and_then_it_goes_on()
    {
        var looks = 0;
        _metrics.OnLook = metrics =>
        {
            metrics.Failure = ++looks is > 3 and < 12 ? new MeshException("Prometheus cannot be asked") : null;
            metrics.Count("car-canary", 30, instance: "b");
        };
        var waiting = new List<string>();
        _reporter.OnWaiting = lines => waiting.AddRange(lines.Values);
        await ReleaseAsync(Asked with { Interval = TimeSpan.FromSeconds(2) });
        looks.ShouldBeGreaterThan(12);
        waiting.ShouldContain(line => line.Contains("Prometheus cannot be asked", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_pod_that_is_not_ready_takes_it_back()
    {
        _metrics.OnLook = metrics =>
        {
            metrics.Count("car-canary", 30, instance: "b");
            if (Routes("mesh-routes").Contains("\"weight\":20", StringComparison.Ordinal))
            {
                _cluster.PatchAsync(ResourceTypes.Deployments, "default", "car-canary", (JsonObject)JsonNode.Parse("""{"status": {"availableReplicas": 0}}""")!, default);
            }
        };
        var failure = await Should.ThrowAsync<MeshException>(ReleaseAsync());
        failure.Message.ShouldContain("deployment/car-canary is not ready: 0 of 1 ready");
        Routes("mesh-routes").ShouldNotContain("meshbuild-canary");
    }

    [Test]
    public async Task Interrupted_it_is_taken_back_and_the_same_command_begins_anew()
    {
        using var interruption = new CancellationTokenSource();
        _reporter.OnSay = line =>
        {
            if (line.Contains("gets 20 %", StringComparison.Ordinal))
            {
                interruption.Cancel();
            }
        };
        using (var deadline = new Deadline(TimeSpan.FromHours(1), _time, interruption.Token))
        {
            await Should.ThrowAsync<OperationCanceledException>(_time.RunAsync(() => Release().RunAsync(Settings(), deadline)));
        }

        Routes("mesh-routes").ShouldNotContain("meshbuild-canary");
        _reporter.Lines.ShouldContain("every request to car goes to v1 again; measured at 20 % of the requests: nothing was measured");
        await ReleaseAsync();
        Note().Phase.ShouldBe(CanaryPhase.Passed);
    }

    // Each write by turn is the last one that a run lives to make.
    [Test]
    public async Task Cut_off_anywhere_it_is_aborted_and_all_is_as_before()
    {
        var before = Objects();
        for (var writes = 0; await CutAsync(writes, () => ReleaseAsync()); writes++)
        {
            await AbortAsync();
            Objects().ShouldBe(before, $"after {writes} writes");
        }
    }

    [Test]
    public async Task Cut_off_anywhere_it_goes_on()
    {
        for (var writes = 0; await CutAsync(writes, () => ReleaseAsync()); writes++)
        {
            await ReleaseAsync();
            Note().Phase.ShouldBe(CanaryPhase.Passed, $"after {writes} writes");
            await AbortAsync();
        }
    }

    [Test]
    public async Task A_run_that_was_killed_goes_on_at_its_step()
    {
        _reporter.OnSay = line => _cluster.Failing = line.Contains("gets 20 %", StringComparison.Ordinal) ? _ => new IOException("the run is gone") : _ => null;
        await Should.ThrowAsync<Exception>(ReleaseAsync());
        _cluster.Failing = _ => null;
        _reporter.OnSay = _ => { };
        var earlier = _reporter.Lines.Count;
        await ReleaseAsync();
        _reporter.Lines.Skip(earlier).Where(line => line.Contains("step ", StringComparison.Ordinal) || line.Contains("from there", StringComparison.Ordinal)).ShouldBe(
        [
            "car v1.4 gets 20 % of the requests: goes on from there", "step 3 of 4: car v1.4 gets 20 % of the requests", "step 4 of 4: car v1.4 gets 100 % of the requests",
        ]);
    }

    [Test]
    public async Task An_Abort_that_is_cut_off_anywhere_goes_on()
    {
        var before = Objects();
        for (var writes = 0; ; writes++)
        {
            await ReleaseAsync();
            var cut = await CutAsync(writes, AbortAsync);
            await AbortAsync();
            Objects().ShouldBe(before, $"after {writes} writes");
            if (!cut)
            {
                break;
            }
        }
    }

    [Test]
    public async Task A_Promote_that_is_cut_off_anywhere_goes_on([Values] bool keepsVersion)
    {
        Stable(keepsVersion);
        await ReleaseAsync();
        await PromoteAsync();
        var promoted = Objects();
        for (var writes = 0; ; writes++)
        {
            Stable(keepsVersion);
            await ReleaseAsync();
            var cut = await CutAsync(writes, PromoteAsync);
            if (cut)
            {
                await PromoteAsync();
            }

            Objects().ShouldBe(promoted, $"after {writes} writes");
            if (!cut)
            {
                break;
            }
        }
    }

    [Test]
    public async Task A_Promote_that_is_cut_off_is_aborted_while_the_canary_is_there([Values] bool keepsVersion)
    {
        Stable(keepsVersion);
        var before = Objects();
        for (var writes = 0; ; writes++)
        {
            Stable(keepsVersion);
            await ReleaseAsync();
            var cut = await CutAsync(writes, PromoteAsync);
            if (Peek(ResourceTypes.Deployments, "car-canary") is null)
            {
                break;
            }

            cut.ShouldBeTrue();
            await AbortAsync();
            Objects().ShouldBe(before, $"after {writes} writes");
        }
    }

    [Test]
    public async Task A_second_one_is_refused()
    {
        await ReleaseAsync();
        var failure = await Should.ThrowAsync<MeshException>(ReleaseAsync(Asked with { ImageTag = "1.5" }));
        failure.Message.ShouldBe("car has a canary already: car v1.4 has passed and gets 100 % of the requests");
        Note().Version.ShouldBe("v1.4");
    }

    [Test]
    public async Task One_that_has_not_passed_is_promoted_by_force_only()
    {
        await CutAsync(9, () => ReleaseAsync());
        (await Should.ThrowAsync<MeshException>(PromoteAsync())).Remedy!.ShouldContain("--force");
    }

    [Test]
    public async Task One_whose_pods_are_not_ready_is_not_promoted_and_nothing_is_sent_to_it()
    {
        await ReleaseAsync();
        await _cluster.PatchAsync(ResourceTypes.Deployments, "default", "car-canary", (JsonObject)JsonNode.Parse("""{"status": {"availableReplicas": 0}}""")!, default);
        var before = Objects();
        var failure = await Should.ThrowAsync<MeshException>(PromoteAsync());
        failure.Message.ShouldStartWith("deployment/car-canary is not ready: 0 of 1 ready");
        failure.Remedy!.ShouldContain("--target=Abort");
        Objects().ShouldBe(before);
    }

    [Test]
    public async Task A_Promote_that_was_cut_off_is_aborted_without_a_canary_that_is_not_ready()
    {
        var before = Objects();
        for (var writes = 1; ; writes++)
        {
            Stable();
            await ReleaseAsync();
            await CutAsync(writes, PromoteAsync);
            if (Peek(ResourceTypes.Deployments, "car-canary") is null)
            {
                break;
            }

            await _cluster.PatchAsync(ResourceTypes.Deployments, "default", "car-canary", (JsonObject)JsonNode.Parse("""{"status": {"availableReplicas": 0}}""")!, default);
            var shifts = 0;
            Observe(() => shifts += Regex.Count(Routes("mesh-routes"), "meshbuild-stable"));
            await AbortAsync();
            shifts.ShouldBeGreaterThan(0);
            Objects().ShouldBe(before, $"after {writes} writes");
        }
    }

    [Test]
    public async Task Two_services_of_one_VirtualService_have_their_canaries_at_once()
    {
        _cluster.Put(ResourceTypes.Services, """{"metadata": {"name": "gateway", "namespace": "default"}, "spec": {"selector": {"app": "gateway"}, "ports": [{"name": "http", "port": 8080}]}}""");
        _cluster.Put(ResourceTypes.Deployments, JsonNode.Parse(Deployment("gateway", true))!.AsObject());
        _metrics.OnLook += metrics => metrics.Count("gateway-canary", 30, instance: "c");
        var before = Objects();
        await ReleaseAsync();
        await ReleaseAsync(Asked with { Steps = [50] }, "gateway");
        Routes("mesh-routes").ShouldContain("""{"destination":{"host":"gateway","subset":"meshbuild-stable"},"weight":30}""");
        await AbortAsync();
        Routes("mesh-routes").ShouldContain("""{"destination":{"host":"gateway","subset":"meshbuild-stable"},"weight":30}""");
        await AbortAsync("gateway");
        Objects().ShouldBe(before);
    }

    [Test]
    public async Task A_fault_may_come_and_go_meanwhile([Values] bool faultEndsFirst)
    {
        var before = Objects();
        var faults = new Mesh.Faults.FaultInjection(_cluster, new InventoryStore(_cluster), _reporter, _time);
        var settings = Settings() with { Fault = new FaultSettings { Abort = 503, Percent = 10, For = TimeSpan.FromHours(2) } };
        await ReleaseAsync();
        using var interruption = new CancellationTokenSource();
        _reporter.OnSay = line =>
        {
            if (line.StartsWith("until ", StringComparison.Ordinal))
            {
                // Killed: it does not live to take it back.
                _cluster.Failing = _ => new IOException("the run is gone");
                interruption.Cancel();
            }
        };
        using (var deadline = new Deadline(TimeSpan.FromHours(3), _time, interruption.Token))
        {
            await Should.ThrowAsync<Exception>(faults.RunAsync(settings, deadline));
        }

        _cluster.Failing = _ => null;
        Routes("mesh-routes").ShouldContain("503");
        Routes("mesh-routes").ShouldContain("meshbuild-canary");
        if (faultEndsFirst)
        {
            await faults.ClearAsync("car", "default", default);
            Routes("mesh-routes").ShouldContain("meshbuild-canary");
            await AbortAsync();
        }
        else
        {
            await AbortAsync();
            Routes("mesh-routes").ShouldContain("503");
            Routes("mesh-routes").ShouldNotContain("meshbuild-canary");
            Spec(ResourceTypes.VirtualServices, "meshbuild-car").ShouldContain("503");
            await faults.ClearAsync("car", "default", default);
        }

        Objects().ShouldBe(before);
    }

    [Test]
    public async Task A_DestinationRule_that_is_there_keeps_what_it_has()
    {
        _cluster.Put(ResourceTypes.DestinationRules, """
            {"metadata": {"name": "car", "namespace": "default"}, "spec": {"host": "car.default.svc.cluster.local", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}},
              "subsets": [{"name": "v1", "labels": {"version": "v1"}, "trafficPolicy": {"connectionPool": {"tcp": {"maxConnections": 5}}}}]}}
            """);
        _cluster.Put(ResourceTypes.VirtualServices, """{"metadata": {"name": "own", "namespace": "default"}, "spec": {"hosts": ["car"], "http": [{"route": [{"destination": {"host": "car", "subset": "v1"}}]}]}}""");
        var before = Objects();
        await ReleaseAsync();
        Peek(ResourceTypes.DestinationRules, "meshbuild-car").ShouldBeNull();
        Peek(ResourceTypes.VirtualServices, "meshbuild-car").ShouldBeNull();
        Spec(ResourceTypes.DestinationRules, "car").ShouldContain("""{"name":"meshbuild-canary","labels":{"version":"v1.4"},"trafficPolicy":{"connectionPool":{"tcp":{"maxConnections":5}}}}""");
        Routes("own").ShouldBe("""{"hosts":["car"],"http":[{"route":[{"destination":{"host":"car","subset":"meshbuild-canary"}}]}]}""");
        await AbortAsync();
        Objects().ShouldBe(before);
    }

    [Test]
    public async Task The_policy_of_a_wildcard_holds_on()
    {
        _cluster.Put(ResourceTypes.DestinationRules, """{"metadata": {"name": "all", "namespace": "istio-system"}, "spec": {"host": "*.local", "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}}}}""");
        await ReleaseAsync();
        Spec(ResourceTypes.DestinationRules, "meshbuild-car").ShouldContain("\"trafficPolicy\":{\"tls\":{\"mode\":\"ISTIO_MUTUAL\"}}");
    }

    [Test]
    public async Task What_cannot_have_a_canary_is_told_before_anything_is_written()
    {
        (await Should.ThrowAsync<ConfigurationException>(ReleaseAsync(Asked with { ImageTag = null }))).Remedy!.ShouldContain("--image-tag");
        (await Should.ThrowAsync<MeshException>(ReleaseAsync(Asked, "cra"))).Message.ShouldContain("did you mean car?");
        (await Should.ThrowAsync<MeshException>(ReleaseAsync(Asked with { ImageTag = "v1" }))).Message.ShouldContain("is v1 by its label version already");
        _cluster.Put(ResourceTypes.Services, """{"metadata": {"name": "pinned", "namespace": "default"}, "spec": {"selector": {"app": "car", "version": "v1"}}}""");
        (await Should.ThrowAsync<MeshException>(ReleaseAsync(Asked, "pinned"))).Message.ShouldContain("selects pods by their label version");
        _cluster.Put(ResourceTypes.Services, """{"metadata": {"name": "lost", "namespace": "default"}, "spec": {"selector": {"app": "lost"}}}""");
        (await Should.ThrowAsync<MeshException>(ReleaseAsync(Asked, "lost"))).Message.ShouldContain("no Deployment has the pods of service/lost");
        _cluster.Writes.ShouldBeEmpty();
    }

    private static string Testers => """{"route":[""" + Destination("canary") + """],"match":[{"headers":{"x-canary":{"exact":"1"}}}],"name":"meshbuild-canary"}""";

    private static string Raw(string routes) => $$"""{"match":[{"port":7000}],"route":[{{routes}}]}""";

    private static string Destination(string subset, int? weight = null) =>
        $"{{\"destination\":{{\"host\":\"car\",\"subset\":\"meshbuild-{subset}\"}}{(weight is null ? "" : $",\"weight\":{weight}")}}}";

    private CanaryRelease Release() => new(_cluster, new InventoryStore(_cluster), _metrics, _reporter, _time);

    private MeshSettings Settings(CanarySettings? canary = null, string service = "car") =>
        new() { Root = _output, Manifests = _output, Output = _output, Service = service, Canary = canary ?? Asked };

    private async Task ReleaseAsync(CanarySettings? canary = null, string service = "car")
    {
        using var deadline = new Deadline(TimeSpan.FromHours(1), _time);
        await _time.RunAsync(() => Release().RunAsync(Settings(canary, service), deadline));
    }

    private Task PromoteAsync() => EndAsync((end, settings, deadline) => end.PromoteAsync(settings, deadline));

    private Task AbortAsync() => AbortAsync("car");

    private Task AbortAsync(string service) => EndAsync((end, settings, deadline) => end.AbortAsync(settings with { Service = service }, deadline));

    private async Task EndAsync(Func<CanaryEnd, MeshSettings, Deadline, Task> work)
    {
        using var deadline = new Deadline(TimeSpan.FromHours(1), _time);
        await _time.RunAsync(() => work(new CanaryEnd(_cluster, new InventoryStore(_cluster), _reporter, _time), Settings(), deadline));
    }

    // After so many writes nothing reaches the cluster any more, as when the run is killed; false when it came to its end.
    private async Task<bool> CutAsync(int writes, Func<Task> work)
    {
        var done = 0;
        Observe(() => { }, call => (IsWrite(call) && done++ >= writes) || done > writes);
        try
        {
            await work();
            return false;
        }
        catch (Exception failure) when (failure is IOException or MeshException { InnerException: IOException })
        {
            return true;
        }
        finally
        {
            _cluster.Failing = _ => null;
        }
    }

    // Before each call the cluster holds what a request could meet.
    private void Observe(Action look, Predicate<string>? fails = null) => _cluster.Failing = call =>
    {
        var failure = fails?.Invoke(call) == true ? new IOException("the run is gone") : null;
        var subsets = _cluster.Objects.Where(item => item.Kind == "DestinationRule").SelectMany(rule => rule.At("spec", "subsets") as JsonArray ?? [])
            .Select(subset => (string?)subset!["name"]).ToHashSet();
        foreach (var rule in _cluster.Objects.Where(item => item.Kind == "VirtualService").SelectMany(service => CanaryRoutes.Fields.SelectMany(field => service.At("spec", field) as JsonArray ?? [])))
        {
            var routes = (JsonArray)rule!["route"]!;
            routes.Append(new JsonObject { ["destination"] = rule["mirror"]?.DeepClone() }).Select(route => (string?)route!["destination"]?["subset"]).OfType<string>().ShouldBeSubsetOf(subsets!, call);
            if (routes.Count > 1)
            {
                routes.Sum(route => (int)route!["weight"]!).ShouldBe(100, call);
            }

            // Nobody is sent to pods that are not there, and no version gets requests by chance.
            var second = Peek(ResourceTypes.Deployments, "car-canary");
            (second is not null || !rule.ToJsonString().Contains(Subsets.Canary, StringComparison.Ordinal)).ShouldBeTrue(call);
            if (second is not null && Note()?.Phase != CanaryPhase.Promoting && routes.Any(route => (string?)route!["destination"]!["host"] == "car"))
            {
                rule.ToJsonString().ShouldContain("\"subset\":\"meshbuild-", Case.Sensitive, call);
            }
        }

        look();
        return failure;
    };

    private static bool IsWrite(string call) => !call.StartsWith("get ", StringComparison.Ordinal) && !call.StartsWith("list ", StringComparison.Ordinal) && !call.StartsWith("watch ", StringComparison.Ordinal);

    private void Stable(bool keepsVersion = true)
    {
        if (Peek(ResourceTypes.Deployments, "car") is not null)
        {
            _cluster.Remove(ResourceTypes.Deployments, "default", "car");
        }

        _cluster.Put(ResourceTypes.Deployments, JsonNode.Parse(Deployment("car", keepsVersion))!.AsObject());
    }

    private static string Deployment(string name, bool keepsVersion) => $$"""
        {"metadata": {"name": "{{name}}", "namespace": "default"}, "status": {"observedGeneration": 1000, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1},
         "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "{{name}}"{{(keepsVersion ? ", \"version\": \"v1\"" : "")}} } },
          "template": {"metadata": {"labels": {"app": "{{name}}", "version": "v1"} },
           "spec": {"containers": [{"name": "{{name}}", "image": "registry.example.com/{{name}}:1.3@sha256:{{new string('a', 64)}}"}] } } } }
        """;

    private CanaryNote Note() => CanaryNote.Of(Peek(ResourceTypes.Deployments, "car")!)!;

    private string Routes(string name) => Spec(ResourceTypes.VirtualServices, name);

    private string Spec(ResourceType type, string name) => Peek(type, name)?.At("spec")?.ToJsonString() ?? "";

    private KubeObject? Peek(ResourceType type, string name) => _cluster.Peek(type, "default", name);

    // All that matters of all objects but the inventory, which remembers.
    private string Objects() => string.Join('\n', _cluster.Objects.Where(item => item.Kind != "ConfigMap").OrderBy(item => item.ToString(), StringComparer.Ordinal)
        .Select(item => $"{item} {item.Json["spec"]?.ToJsonString()} {string.Join(' ', item.Annotations)}"));
}
