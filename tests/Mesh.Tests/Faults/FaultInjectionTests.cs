using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Faults;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Tests.Manifests;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Mesh.Tests.Faults;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FaultInjectionTests
{
    private const string Annotation = "meshbuild.io/faults";
    private static readonly FaultSettings Delay = new() { Delay = TimeSpan.FromSeconds(5), Percent = 50, For = TimeSpan.FromMinutes(10) };
    private static readonly FaultSettings Abort = new() { Abort = 503, For = TimeSpan.FromMinutes(5), Match = new HeaderMatch("x-test", "1") };

    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2021, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [SetUp]
    public void PutServices()
    {
        Service("car", "http");
        Service("gateway", "http");
        Service("database", "tcp-sql");
    }

    [Test]
    public async Task While_it_lasts_it_is_in_every_route_and_in_one_for_the_sidecars_and_then_all_is_as_before()
    {
        Routes("mesh-routes");
        var before = Spec("mesh-routes");
        await RunAsync("car", Delay, () =>
        {
            Spec("mesh-routes").ShouldContain("\"fixedDelay\":\"5s\"");
            Spec("meshbuild-car").ShouldBe("""{"hosts":["car"],"http":[{"route":[{"destination":{"host":"car"}}],"fault":{"delay":{"percentage":{"value":50},"fixedDelay":"5s"}}}]}""");
        });

        Spec("mesh-routes").ShouldBe(before);
        _cluster.Peek(ResourceTypes.VirtualServices, "default", "mesh-routes")!.Json["metadata"]!["annotations"].ShouldBeNull();
        _cluster.Peek(ResourceTypes.VirtualServices, "default", "meshbuild-car").ShouldBeNull();
        (await new InventoryStore(_cluster).FindAsync(default))!.Objects.ShouldHaveSingleItem().Identity.Name.ShouldBe("meshbuild-car");
    }

    [Test]
    public async Task A_service_with_routes_of_its_own_gets_no_other_one()
    {
        _cluster.Put(ResourceTypes.VirtualServices, """{"metadata": {"name": "own", "namespace": "default"}, "spec": {"hosts": ["car"], "http": [{"route": [{"destination": {"host": "car"}}]}]}}""");
        await RunAsync("car", Delay, () => _cluster.Peek(ResourceTypes.VirtualServices, "default", "meshbuild-car").ShouldBeNull());
    }

    [Test]
    public async Task Every_VirtualService_of_the_repository_comes_back_byte_for_byte()
    {
        var names = new List<string>();
        foreach (var service in Repository.OfKind("VirtualService"))
        {
            service["metadata"] = new JsonObject { ["name"] = $"v{names.Count}", ["namespace"] = "default", ["annotations"] = new JsonObject { ["kept"] = "yes" } };
            names.Add($"v{names.Count}");
            _cluster.Put(ResourceTypes.VirtualServices, (JsonObject)service.DeepClone());
        }

        var before = names.ToDictionary(name => name, name => Whole(name));
        foreach (var fault in new[] { Delay, Abort })
        {
            var concerned = 0;
            await RunAsync("car", fault, () => concerned = names.Count(name => Whole(name) != before[name]));
            concerned.ShouldBeGreaterThan(20);
            names.ShouldAllBe(name => Whole(name) == before[name]);
        }
    }

    [Test]
    public async Task Two_faults_are_taken_back_in_any_order()
    {
        Routes("mesh-routes");
        var before = Spec("mesh-routes");
        await RunAsync("car", Delay, () =>
        {
            var first = Spec("mesh-routes");
            RunAsync("car", Abort, () => Spec("mesh-routes").ShouldContain("503")).GetAwaiter().GetResult();
            Spec("mesh-routes").ShouldBe(first);
            RunAsync("gateway", Abort, () => Injection().ClearAsync("car", "default", default).GetAwaiter().GetResult()).GetAwaiter().GetResult();
        });
        Spec("mesh-routes").ShouldBe(before);
    }

    [Test]
    public async Task A_later_fault_for_the_same_requests_takes_the_place_of_the_earlier_one_which_does_not_end_it()
    {
        Routes("mesh-routes");
        await RunAsync("car", Delay, () => RunAsync("car", Delay with { Delay = TimeSpan.FromSeconds(9) }, () => Spec("mesh-routes").ShouldContain("9s")).GetAwaiter().GetResult());
        (await Injection().ListAsync(default)).ShouldBeEmpty();
    }

    [Test]
    public async Task What_somebody_changes_meanwhile_stays()
    {
        Routes("mesh-routes");
        await RunAsync("car", Delay, () => _cluster.PatchAsync(ResourceTypes.VirtualServices, "default", "mesh-routes", (JsonObject)JsonNode.Parse(
            """{"spec": {"http": [{"name": "new", "route": [{"destination": {"host": "gateway"}}]}]}}""")!, default).GetAwaiter().GetResult());
        Spec("mesh-routes").ShouldBe("""{"hosts":["*"],"gateways":["mesh-ingress"],"http":[{"name":"new","route":[{"destination":{"host":"gateway"}}]}]}""");
    }

    [Test]
    public async Task A_write_that_meets_another_one_is_made_again()
    {
        Routes("mesh-routes");
        var conflicts = 0;
        _cluster.Failing = call => call.StartsWith("replace virtualservices", StringComparison.Ordinal) && conflicts++ % 2 == 0
            ? FakeCluster.Refusal(HttpStatusCode.Conflict, "Conflict") : null;
        var before = Spec("mesh-routes");
        await RunAsync("car", Delay, () => Spec("mesh-routes").ShouldNotBe(before));
        Spec("mesh-routes").ShouldBe(before);
    }

    [Test]
    public async Task Interrupted_it_is_taken_back()
    {
        Routes("mesh-routes");
        var before = Spec("mesh-routes");
        using var interruption = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(RunAsync("car", Delay, interruption.Cancel, interruption.Token));
        Spec("mesh-routes").ShouldBe(before);
    }

    [Test]
    public async Task Cut_off_half_way_what_is_in_is_taken_back()
    {
        Routes("a");
        Routes("b");
        var before = Spec("a");
        _cluster.Failing = call => call == "replace virtualservices.networking.istio.io default/b" ? FakeCluster.Refusal(HttpStatusCode.Forbidden, "Forbidden") : null;
        await Should.ThrowAsync<ClusterException>(RunAsync("car", Delay, () => { }));
        Spec("a").ShouldBe(before);
    }

    [Test]
    public async Task A_fault_that_cannot_be_taken_back_is_told_with_the_command_that_does()
    {
        Routes("mesh-routes");
        var failure = await Should.ThrowAsync<MeshException>(RunAsync("car", Delay, () => _cluster.Failing = _ => FakeCluster.Refusal(HttpStatusCode.ServiceUnavailable, "")));
        failure.Message.ShouldContain("the fault of car could not be taken back");
        failure.Remedy!.ShouldContain("--target=ClearFault");
    }

    [Test]
    public async Task A_fault_that_a_run_left_behind_ends_with_the_next_run_after_its_time()
    {
        Routes("mesh-routes");
        var before = Spec("mesh-routes");
        await LeaveBehindAsync("car", Delay);

        _time.Advance(TimeSpan.FromMinutes(9));
        await Injection().ClearExpiredAsync(default);
        Spec("mesh-routes").ShouldNotBe(before);

        _time.Advance(TimeSpan.FromMinutes(1));
        await Injection().ClearExpiredAsync(default);
        Spec("mesh-routes").ShouldBe(before);
    }

    [Test]
    public async Task Status_shows_each_fault_once_with_all_that_it_is_in()
    {
        Routes("mesh-routes");
        await LeaveBehindAsync("car", Delay);
        var fault = (await Injection().ListAsync(default)).ShouldHaveSingleItem();
        fault.Key.ToString().ShouldBe("50 % of the requests to car wait 5s");
        fault.Select(service => service.Name).ShouldBe(["mesh-routes", "meshbuild-car"], ignoreOrder: true);
    }

    [Test]
    public async Task A_rule_that_routes_to_others_as_well_is_warned_of()
    {
        _cluster.Put(ResourceTypes.VirtualServices, """{"metadata": {"name": "own", "namespace": "default"}, "spec": {"hosts": ["car"], "http": [{"route": [{"destination": {"host": "car"}, "weight": 50}, {"destination": {"host": "gateway"}, "weight": 50}]}]}}""");
        await RunAsync("car", Delay, () => { });
        _reporter.Lines.ShouldContain("warning: virtualservice/own: a rule routes to car and to gateway; requests to gateway by that rule meet the fault too");
    }

    [Test]
    public async Task A_service_that_is_not_there_is_named_with_those_that_are()
    {
        var failure = await Should.ThrowAsync<MeshException>(RunAsync("cra", Delay, () => { }));
        failure.Message.ShouldContain("did you mean car?");
        failure.Remedy!.ShouldContain("car, gateway, database");
    }

    [Test]
    public async Task A_service_without_HTTP_is_refused() =>
        (await Should.ThrowAsync<MeshException>(RunAsync("database", Delay, () => { }))).Message.ShouldContain("no port of service/database is HTTP");

    [Test]
    public async Task Without_a_service_or_a_fault_the_command_line_is_wrong()
    {
        await Should.ThrowAsync<ConfigurationException>(RunAsync(null, Delay, () => { }));
        await Should.ThrowAsync<ConfigurationException>(RunAsync("car", new FaultSettings(), () => { }));
        _cluster.Writes.ShouldBeEmpty();
    }

    [Test]
    public async Task A_note_that_was_changed_by_hand_is_told()
    {
        Routes("mesh-routes", $$"""{"{{Annotation}}": "{}"}""");
        (await Should.ThrowAsync<MeshException>(Injection().ClearExpiredAsync(default))).Message.ShouldContain($"the annotation {Annotation} of VirtualService default/mesh-routes cannot be read");
    }

    private FaultInjection Injection() => new(_cluster, new InventoryStore(_cluster), _reporter, _time);

    // Runs it, does something while it lasts, and lets its time pass.
    private async Task RunAsync(string? service, FaultSettings fault, Action meanwhile, CancellationToken interruption = default)
    {
        using var deadline = new Deadline(TimeSpan.FromHours(1), _time, interruption);
        var earlier = _reporter.OnSay;
        _reporter.OnSay = line =>
        {
            if (line.StartsWith("until ", StringComparison.Ordinal))
            {
                _reporter.OnSay = earlier;
                meanwhile();
                if (!interruption.IsCancellationRequested)
                {
                    _time.Advance(fault.For);
                }
            }
        };
        await Injection().RunAsync(Settings(service, fault), deadline);
    }

    // As a run does that cannot take back what it put in.
    private async Task LeaveBehindAsync(string service, FaultSettings fault)
    {
        using var interruption = new CancellationTokenSource();
        await Should.ThrowAsync<MeshException>(RunAsync(service, fault, () =>
        {
            _cluster.Failing = _ => FakeCluster.Refusal(HttpStatusCode.ServiceUnavailable, "");
            interruption.Cancel();
        }, interruption.Token));
        _cluster.Failing = _ => null;
    }

    private static MeshSettings Settings(string? service, FaultSettings fault) => new() { Root = "/", Manifests = "/", Output = "/", Service = service, Fault = fault };

    private void Service(string name, string port) => _cluster.Put(ResourceTypes.Services,
        $$$"""{"metadata": {"name": "{{{name}}}", "namespace": "default"}, "spec": {"ports": [{"name": "{{{port}}}", "port": 8080}]} }""");

    private void Routes(string name, string? annotations = null) => _cluster.Put(ResourceTypes.VirtualServices, $$$"""
        {"metadata": {"name": "{{{name}}}", "annotations": {{{annotations ?? "{}"}}}, "namespace": "default"},
         "spec": {"hosts": ["*"], "gateways": ["mesh-ingress"], "http": [
           {"name": "car", "match": [{"uri": {"prefix": "/ws"}}], "route": [{"destination": {"host": "car", "port": {"number": 8080}} }]},
           {"name": "gateway", "route": [{"destination": {"host": "gateway"}}]}]}}
        """);

    private string Spec(string name) => _cluster.Peek(ResourceTypes.VirtualServices, "default", name)!.Json["spec"]!.ToJsonString();

    private string Whole(string name)
    {
        var json = _cluster.Peek(ResourceTypes.VirtualServices, "default", name)!.Json;
        ((JsonObject)json["metadata"]!).Remove("resourceVersion");
        ((JsonObject)json["metadata"]!).Remove("generation");
        return json.ToJsonString();
    }
}
