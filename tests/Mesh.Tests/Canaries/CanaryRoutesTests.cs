using System.Text.Json.Nodes;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Manifests;

namespace MeshBuild.Mesh.Tests.Canaries;

public sealed class CanaryRoutesTests
{
    private static readonly HeaderMatch Testers = new("x-canary", "1");

    [TestCase(0, """[{"destination":{"host":"car","subset":"meshbuild-stable"}}]""")]
    [TestCase(5, """[{"destination":{"host":"car","subset":"meshbuild-stable"},"weight":95},{"destination":{"host":"car","subset":"meshbuild-canary"},"weight":5}]""")]
    [TestCase(100, """[{"destination":{"host":"car","subset":"meshbuild-canary"}}]""")]
    public void A_lone_destination_is_split(int percent, string expected) =>
        Http("""[{"route":[{"destination":{"host":"car"}}]}]""", new CanaryStage(percent)).ShouldBe($$"""[{"route":{{expected}}}]""");

    [Test]
    public void A_weight_is_split_and_the_others_stay() =>
        Http("""[{"route":[{"destination":{"host":"car.default.svc.cluster.local"},"weight":30},{"destination":{"host":"gateway"},"weight":70}]}]""", new CanaryStage(5)).ShouldBe(
            """[{"route":[{"destination":{"host":"car.default.svc.cluster.local","subset":"meshbuild-stable"},"weight":28},"""
            + """{"destination":{"host":"car.default.svc.cluster.local","subset":"meshbuild-canary"},"weight":2},{"destination":{"host":"gateway"},"weight":70}]}]""");

    [Test]
    public void A_subset_of_the_stable_version_shifts_and_one_of_another_does_not() =>
        Http("""[{"route":[{"destination":{"host":"car","subset":"v1"},"weight":50},{"destination":{"host":"car","subset":"legacy"},"weight":50}]}]""", new CanaryStage(100)).ShouldBe(
            """[{"route":[{"destination":{"host":"car","subset":"meshbuild-canary"},"weight":50},{"destination":{"host":"car","subset":"legacy"},"weight":50}]}]""");

    [Test]
    public void Testers_come_first_and_meet_the_canary_alone() =>
        Http("""[{"match":[{"uri":{"prefix":"/ws"}}],"route":[{"destination":{"host":"car"}}]}]""", new CanaryStage(0, 0, Testers)).ShouldBe(
            """[{"match":[{"uri":{"prefix":"/ws"},"headers":{"x-canary":{"exact":"1"}}}],"route":[{"destination":{"host":"car","subset":"meshbuild-canary"}}],"name":"meshbuild-canary"},"""
            + """{"match":[{"uri":{"prefix":"/ws"}}],"route":[{"destination":{"host":"car","subset":"meshbuild-stable"}}]}]""");

    [Test]
    public void Copies_go_to_the_canary_and_answers_come_from_the_stable_version() =>
        Http("""[{"route":[{"destination":{"host":"car","port":{"number":8080}}}]}]""", new CanaryStage(0, 10)).ShouldBe(
            """[{"route":[{"destination":{"host":"car","port":{"number":8080},"subset":"meshbuild-stable"}}],"""
            + "\"mirror\":{\"host\":\"car\",\"port\":{\"number\":8080},\"subset\":\"meshbuild-canary\"},\"mirrorPercentage\":{\"value\":10}}]");

    [Test]
    public void A_mirror_that_is_there_stays() =>
        Http("""[{"route":[{"destination":{"host":"car"}}],"mirror":{"host":"audit"}}]""", new CanaryStage(0, 10)).ShouldContain("\"mirror\":{\"host\":\"audit\"}}");

    [Test]
    public void Connections_are_split_as_requests_are()
    {
        var rules = Json("""{"tcp":[{"match":[{"port":5432}],"route":[{"destination":{"host":"car"}}]}]}""");
        CanaryRoutes.With(rules, [Route(new CanaryStage(20, 10, Testers))], "default").ToJsonString().ShouldBe(
            """{"tcp":[{"match":[{"port":5432}],"route":[{"destination":{"host":"car","subset":"meshbuild-stable"},"weight":80},{"destination":{"host":"car","subset":"meshbuild-canary"},"weight":20}]}]}""");
    }

    [Test]
    public void Rules_to_others_stay() =>
        Http("""[{"route":[{"destination":{"host":"gateway"}}]},{"redirect":{"uri":"/"}}]""", new CanaryStage(50)).ShouldBe("""[{"route":[{"destination":{"host":"gateway"}}]},{"redirect":{"uri":"/"}}]""");

    [Test]
    public void Whatever_the_weights_and_the_step_the_sum_stays()
    {
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var weight = random.Next(1, 100);
            var percent = random.Next(0, 101);
            var rules = Json($$"""{"http":[{"route":[{"destination":{"host":"car"},"weight":{{weight}}},{"destination":{"host":"gateway"},"weight":{{100 - weight}}}]}]}""");
            var routes = (JsonArray)CanaryRoutes.With(rules, [Route(new CanaryStage(percent))], "default")["http"]![0]!["route"]!;
            routes.Sum(route => (int)route!["weight"]!).ShouldBe(100, $"{weight} at {percent}");
            var canary = routes.Where(route => (string?)route!["destination"]!["subset"] == Subsets.Canary).Sum(route => (int)route!["weight"]!);
            Math.Abs(canary - (weight * percent / 100m)).ShouldBeLessThanOrEqualTo(percent is 0 or 100 ? 0 : 1, $"{weight} at {percent}");
            (canary > 0).ShouldBe(percent > 0);
        }
    }

    // Rules that Istio accepts, and that say nothing that joining cannot know: a subset, or a weight of a lone destination.
    [Test]
    public void What_was_split_is_joined_again_where_only_that_is_known()
    {
        var count = 0;
        foreach (var service in Repository.OfKind("VirtualService").Where(service => service["spec"]?["http"] is JsonArray))
        {
            var rules = new JsonObject { ["http"] = service["spec"]!["http"]!.DeepClone() };
            if (rules.ToJsonString() is var text && (text.Contains("\"subset\"") || text.Contains("\"weight\"")))
            {
                continue;
            }

            foreach (var stage in new[] { new CanaryStage(0), new CanaryStage(20, 0, Testers), new CanaryStage(0, 10, Testers), new CanaryStage(100) })
            {
                var with = CanaryRoutes.With(rules, [Route(stage)], "default");
                count += with.ToJsonString() != text ? 1 : 0;
                CanaryRoutes.Without(with).ToJsonString().ShouldBe(text);
            }
        }

        count.ShouldBeGreaterThan(50);
    }

    private static string Http(string http, CanaryStage stage)
    {
        var rules = new JsonObject { ["http"] = JsonNode.Parse(http) };
        var before = rules.ToJsonString();
        var with = CanaryRoutes.With(rules, [Route(stage)], "default");
        rules.ToJsonString().ShouldBe(before);
        return with["http"]!.ToJsonString();
    }

    private static CanaryRoute Route(CanaryStage stage) => new("car", "default", stage, ["v1"]);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
