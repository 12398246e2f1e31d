using MeshBuild.Rehearsal.Scenarios;

namespace MeshBuild.Rehearsal.Tests.Scenarios;

public sealed class ScenarioTests
{
    [Test]
    public void All_scenarios_are_read()
    {
        var scenario = Scenario.Parse("image-pull:car, crash:gateway,never-ready:bus,never-ready:van,webhook-down,no-load-balancer,slow:3x,flaky-api:5%,"
            + "quota:car,cordoned-node,revision:canary,kubernetes:1.25.3,api-down");
        scenario.ImagePull.ShouldBe(["car"]);
        scenario.Crash.ShouldBe(["gateway"]);
        scenario.NeverReady.ShouldBe(["bus", "van"], ignoreOrder: true);
        scenario.WebhookDown.ShouldBeTrue();
        scenario.NoLoadBalancer.ShouldBeTrue();
        scenario.SlowFactor.ShouldBe(3);
        scenario.FlakyRate.ShouldBe(0.05);
        scenario.Quota.ShouldBe(["car"]);
        scenario.CordonedNode.ShouldBeTrue();
        scenario.Revision.ShouldBe("canary");
        scenario.KubernetesVersion.ShouldBe("1.25.3");
        scenario.ApiDown.ShouldBeTrue();
    }

    [TestCase("crash", "it names no workload; write crash:NAME")]
    [TestCase("quota", "it names no workload; write quota:NAME")]
    [TestCase("revision", "it names no revision; write revision:NAME")]
    [TestCase("kubernetes", "it names no version; write kubernetes:VERSION")]
    [TestCase("kubernetes:new", "'new' is no version, as in 1.25.3")]
    [TestCase("api-down:now", "write api-down alone")]
    [TestCase("slow", "it lacks its number")]
    [TestCase("slow:fast", "'fast' is no number from 1 to 1000 with 'x'")]
    [TestCase("flaky-api:101%", "'101%' is no number from 0 to 100 with '%'")]
    [TestCase("webhook-down:all", "write webhook-down alone")]
    [TestCase("earthquake", "there is no such scenario")]
    public void What_is_wrong_is_said_with_what_is_valid(string text, string why) =>
        Should.Throw<FormatException>(() => Scenario.Parse(text)).Message.ShouldBe(
            $"rehearse: '{text}': {why}. Valid: image-pull:NAME, crash:NAME, never-ready:NAME, quota:NAME, cordoned-node, webhook-down, no-load-balancer, "
            + "revision:NAME, kubernetes:VERSION, api-down, slow:FACTORx, flaky-api:PERCENT%");
}
