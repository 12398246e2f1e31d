using System.Text.Json.Nodes;
using CsCheck;
using MeshBuild.Mesh.Faults;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Manifests;

namespace MeshBuild.Mesh.Tests.Faults;

public sealed class FaultedRoutesTests
{
    private static readonly DateTimeOffset Until = new(2021, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Fault Delay = new("car", "default", TimeSpan.FromSeconds(5), null, 50, null, Until);
    private static readonly Fault Abort = new("car", "default", null, 503, 10, null, Until);
    private static readonly Fault ForTesters = Abort with { Match = new HeaderMatch("x-test", "1") };

    [Test]
    public void A_delay_is_in_each_rule_that_routes_to_the_service_and_in_no_other() =>
        With("""[{"route":[{"destination":{"host":"car"}}]},{"route":[{"destination":{"host":"gateway"}}]},{"route":[{"destination":{"host":"car.default.svc.cluster.local"}}]}]""", Delay)
            .ShouldBe("""[{"route":[{"destination":{"host":"car"}}],"fault":{"delay":{"percentage":{"value":50},"fixedDelay":"5s"}}},{"route":[{"destination":{"host":"gateway"}}]},{"route":[{"destination":{"host":"car.default.svc.cluster.local"}}],"fault":{"delay":{"percentage":{"value":50},"fixedDelay":"5s"}}}]""");

    [Test]
    public void A_short_host_is_a_service_of_its_own_namespace() =>
        FaultedRoutes.With(Json("""[{"route":[{"destination":{"host":"car"}}]}]"""), [Delay], "other").ToJsonString().ShouldBe("""[{"route":[{"destination":{"host":"car"}}]}]""");

    [Test]
    public void What_a_rule_has_of_its_own_stays_beside_the_fault() =>
        With("""[{"fault":{"delay":{"percentage":{"value":1},"fixedDelay":"1s"}},"retries":{"attempts":2},"route":[{"destination":{"host":"car"}}]}]""", Abort)
            .ShouldBe("""[{"fault":{"delay":{"percentage":{"value":1},"fixedDelay":"1s"},"abort":{"percentage":{"value":10},"httpStatus":503}},"retries":{"attempts":2},"route":[{"destination":{"host":"car"}}]}]""");

    [Test]
    public void A_fault_for_a_header_is_in_a_copy_before_the_rule() =>
        With("""[{"name":"all","route":[{"destination":{"host":"car"}}]}]""", ForTesters)
            .ShouldBe("""[{"name":"meshbuild-fault-car","route":[{"destination":{"host":"car"}}],"match":[{"headers":{"x-test":{"exact":"1"}}}],"fault":{"abort":{"percentage":{"value":10},"httpStatus":503}}},{"name":"all","route":[{"destination":{"host":"car"}}]}]""");

    [TestCase("""{"uri":{"prefix":"/ws"}}""", """{"uri":{"prefix":"/ws"},"headers":{"x-test":{"exact":"1"}}}""")]
    [TestCase("""{"headers":{"a":{"exact":"b"}}}""", """{"headers":{"a":{"exact":"b"},"x-test":{"exact":"1"}}}""")]
    [TestCase("""{"headers":{"X-Test":{"exact":"1"}}}""", """{"headers":{"X-Test":{"exact":"1"}}}""")]
    [TestCase("""{"headers":{"x-test":{}}}""", """{"headers":{"x-test":{"exact":"1"}}}""")]
    [TestCase("""{"headers":{"x-test":{"regex":"[0-9]"}}}""", """{"headers":{"x-test":{"exact":"1"}}}""")]
    [TestCase("""{"headers":{"x-test":{"exact":"2"}}}""", null)]
    [TestCase("""{"headers":{"x-test":{"prefix":"2"}}}""", null)]
    [TestCase("""{"headers":{"x-test":{"regex":"[0-9]{2}"}}}""", null)]
    [TestCase("""{"headers":{"x-test":{"regex":"(?U)[0-9]"}}}""", null)]
    [TestCase("""{"withoutHeaders":{"x-test":{}}}""", null)]
    public void The_copy_takes_what_the_rule_takes_and_has_the_header(string match, string? narrowed)
    {
        var rules = Json(With($$$"""[{"match":[{{{match}}}],"route":[{"destination":{"host":"car"} }]}]""", ForTesters));
        rules.Count.ShouldBe(narrowed is null ? 1 : 2);
        rules[^1]!["match"]![0]!.ToJsonString().ShouldBe(match);
        if (narrowed is not null)
        {
            rules[0]!["match"]!.ToJsonString().ShouldBe($"[{narrowed}]");
        }
    }

    [Test]
    public void What_others_changed_since_stays_when_the_faults_are_taken_out()
    {
        var rules = Json(With("""[{"route":[{"destination":{"host":"car"}}]}]""", Delay, ForTesters));
        rules[1]!["timeout"] = "3s";
        rules.Insert(0, JsonNode.Parse("""{"fault":{"delay":{"percentage":{"value":7},"fixedDelay":"5s"}},"route":[{"destination":{"host":"car"}}]}"""));
        FaultedRoutes.Without(rules, [Delay, ForTesters]).ToJsonString()
            .ShouldBe("""[{"fault":{"delay":{"percentage":{"value":7},"fixedDelay":"5s"}},"route":[{"destination":{"host":"car"}}]},{"route":[{"destination":{"host":"car"}}],"timeout":"3s"}]""");
    }

    [Test]
    public void Every_VirtualService_of_the_repository_comes_back_as_it_was()
    {
        var count = 0;
        foreach (var service in Repository.OfKind("VirtualService").Where(service => service["spec"]?["http"] is JsonArray))
        {
            count++;
            var http = (JsonArray)service["spec"]!["http"]!;
            var hosts = http.OfType<JsonObject>().SelectMany(Routes.RoutedService.HostsOf).Distinct().ToList();
            var faults = hosts.SelectMany(host => new[] { Delay, ForTesters }.Select(fault => fault with { Service = host })).ToList();
            var before = http.ToJsonString();
            var with = FaultedRoutes.With(http, faults, "default");
            http.ToJsonString().ShouldBe(before);
            FaultedRoutes.Without(with, faults).ToJsonString().ShouldBe(before, service.ToJsonString());
        }

        count.ShouldBeGreaterThan(50);
    }

    [Test]
    public void Any_rules_come_back_as_they_were()
    {
        var host = Gen.OneOf(Gen.Const("car"), Gen.Const("gateway"), Gen.Const("car.default.svc.cluster.local"));
        var header = Gen.OneOf(Gen.Const("""{"exact":"1"}"""), Gen.Const("""{"prefix":"2"}"""), Gen.Const("{}"));
        var match = Gen.OneOf(Gen.Const("""{"uri":{"prefix":"/a"}}"""), header.Select(value => $$$"""{"headers":{"x-test":{{{value}}} } }"""), header.Select(value => $$$"""{"withoutHeaders":{"x-test":{{{value}}} } }"""));
        var rule = Gen.Select(host.List[1, 2], match.List[0, 2], Gen.Bool, (hosts, matches, isNamed) =>
            $$"""{ {{(isNamed ? "\"name\":\"a\"," : "")}} {{(matches.Count > 0 ? $"\"match\":[{string.Join(',', matches)}]," : "")}} "route":[{{string.Join(',', hosts.Select(Destination))}}]}""");
        Gen.Select(rule.List[1, 4], Gen.Int[1, 7]).Sample((rules, which) =>
        {
            var before = $"[{string.Join(',', rules)}]";
            List<Fault> faults = [.. new[] { Delay, Abort with { Service = "gateway" }, ForTesters }.Where((_, index) => (which & (1 << index)) != 0)];
            FaultedRoutes.Without(Json(With(before, [.. faults])), faults).ToJsonString().ShouldBe(Json(before).ToJsonString());
        });
    }

    private static string Destination(string host) => $$$"""{"destination":{"host":"{{{host}}}"} }""";

    private static string With(string http, params Fault[] faults) => FaultedRoutes.With(Json(http), faults, "default").ToJsonString();

    private static JsonArray Json(string text) => (JsonArray)JsonNode.Parse(text)!;
}
