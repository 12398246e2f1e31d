using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

/// <summary>Beside what may be wrong on every cluster: scenarios that take another's place, or that nothing else causes.</summary>
[Parallelizable]
public sealed class EmbeddedFailureTests() : FailureTests(new EmbeddedCluster(EmbeddedClusterSetup.Release))
{
    [Test]
    public async Task A_webhook_that_does_not_answer_is_named_by_whoever_waits_for_its_pods()
    {
        Cluster.Rehearse("webhook-down");
        await ManifestsAsync("waiting", Image);
        (await ApplyAsync("--timeout=6s")).ShouldExit(1)
            .ShouldSay("was not done within 6s", "the injection webhook refuses the pods of replicaset/waiting-", "--target=InstallIstio brings istiod back");

        Cluster.Rehearse("");
        (await ApplyAsync()).ShouldExit(0);
        await FinishAsync();
    }

    [Test]
    public async Task A_quota_that_is_used_up_is_named()
    {
        Cluster.Rehearse("quota:many");
        await FailAsync("many", Image, "deployment/many", "exceeded quota", "describe quota");
        await MendAsync("many");
    }
}
