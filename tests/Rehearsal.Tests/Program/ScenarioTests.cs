using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.StandIn;

namespace MeshBuild.Rehearsal.Tests.Program;

/// <summary>What goes wrong on purpose ends as it would on a real cluster: a failure with its cause and its remedy, within the deadline.</summary>
public sealed class ScenarioTests
{
    [TestCase("crash:gateway", "gateway-", "CrashLoopBackOff")]
    [TestCase("image-pull:car", "car-", "ImagePullBackOff")]
    [TestCase("never-ready:car", "car-", "not ready")]
    public async Task A_workload_that_fails_is_named_with_the_reason(string scenario, string pod, string reason)
    {
        using var script = new BuildScript();
        await using var cluster = await RehearsalCluster.StartAsync(new RehearsalOptions { Scenario = Scenario.Parse(scenario) }, CancellationToken.None);
        var kubeconfig = "--kubeconfig=" + script.Write("kubeconfig", cluster.Kubeconfig);
        var (applied, said) = await script.RunAsync("ApplyWorkloads", kubeconfig);
        applied.ShouldBe(0, said);

        var (exitCode, output) = await script.RunAsync("Verify", kubeconfig, "--timeout=5s");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("was not done within 5s");
        output.ShouldContain(pod, Case.Sensitive, output);
        output.ShouldContain(reason, Case.Sensitive, output);
        output.ShouldContain("this was a rehearsal");
    }

    [Test]
    public async Task A_webhook_that_does_not_answer_is_named()
    {
        using var script = new BuildScript();
        RehearsalCluster? started = null;
        await using var cluster = started = await RehearsalCluster.StartAsync(
            new RehearsalOptions { Scenario = Scenario.Parse("webhook-down"), Programs = [StandInIstio.Discovery(() => started!.Kubeconfig)] }, CancellationToken.None);
        var kubeconfig = "--kubeconfig=" + script.Write("kubeconfig", cluster.Kubeconfig);
        var (installed, said) = await script.RunAsync("InstallIstio", kubeconfig);
        installed.ShouldBe(0, said);

        var (exitCode, output) = await script.RunAsync("ApplyWorkloads", kubeconfig, "--timeout=14s");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("was not done within 14s");
        output.ShouldContain("the injection webhook refuses the pods of replicaset/car-");
        output.ShouldContain("--target=InstallIstio brings istiod back");
    }

    [Test]
    public async Task Without_a_load_balancer_the_address_is_pending_and_no_failure()
    {
        using var script = new BuildScript();
        var (exitCode, output) = await script.RunAsync("Deploy", "--rehearse=no-load-balancer");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("EXTERNAL-IP <pending>");
    }

    [Test]
    public async Task Rehearse_and_a_context_of_another_cluster_are_refused()
    {
        using var script = new BuildScript();
        var (exitCode, output) = await script.RunAsync("Rehearse", "--context=prod-eu");
        exitCode.ShouldBe(2, output);
        output.ShouldContain("Rehearse starts a cluster of its own, and prod-eu is another one.");
    }

    [Test]
    public async Task A_scenario_that_there_is_not_is_refused_with_the_list()
    {
        using var script = new BuildScript();
        var (exitCode, output) = await script.RunAsync("Rehearse", "--rehearse=earthquake");
        exitCode.ShouldBe(2, output);
        output.ShouldContain("'earthquake': there is no such scenario");
        output.ShouldContain("webhook-down");
    }
}
