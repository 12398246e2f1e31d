using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Embedded;

/// <summary><c>--rehearse</c> on a machine without a cluster: what is broken from the start, and what may not be asked for.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance), Parallelizable]
public sealed class ScenarioTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("meshbuild-").FullName;
    private readonly Dictionary<string, string?> _environment;

    public ScenarioTests()
    {
        _environment = OfflineMachine.Environment(_home);
        _environment["NO_COLOR"] = "1";
        _environment["CI"] = null;
        _environment["MESH_OUTPUT"] = Path.Combine(_home, "artifacts");
        _environment["MESH_TOOLS"] = Path.Combine(_home, "tools");
    }

    private BuildScript Script => new(_environment);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Test]
    public async Task Without_a_kubeconfig_Deploy_rehearses_and_says_what_was_not_done() =>
        (await Script.RunAsync("Deploy", "--rehearse=no-load-balancer")).ShouldExit(0).ShouldSay(
            "a rehearsal: the cluster is an embedded one, and nothing real is touched", "a stand-in rehearses its part", "image car:src-",
            "2 images were not built", "2/2", "EXTERNAL-IP <pending>", "this was a rehearsal: nothing real was touched");

    [Test]
    public async Task A_server_that_fails_a_request_now_and_then_is_asked_again() =>
        (await Script.RunAsync("Deploy", "--rehearse=flaky-api:5%")).ShouldExit(0).ShouldSay("2/2");

    [Test]
    public async Task A_server_that_does_not_answer_is_named() =>
        (await Script.RunAsync("Status", "--rehearse=api-down")).ShouldExit(1).ShouldSay([.. Said.OfNoAnswer, "rehearsal"]);

    [Test]
    public async Task A_Kubernetes_that_is_too_new_is_named() =>
        (await Script.RunAsync("InstallIstio", "--rehearse=kubernetes:1.25.3")).ShouldExit(1).ShouldSay(Said.OfNewerKubernetes);

    [Test]
    public async Task A_namespace_of_another_revision_is_named() =>
        (await Script.RunAsync("LabelNamespace", "--rehearse=revision:canary")).ShouldExit(1).ShouldSay(Said.OfAnotherRevision("default"));

    [TestCase("cordoned-node", "unschedulable")]
    [TestCase("slow:1000x", "0 of 1 ready")]
    public async Task What_does_not_become_ready_is_named_at_the_deadline(string scenario, string why) =>
        (await Script.RunAsync("InstallIstio", $"--rehearse={scenario}", "--timeout=20s")).ShouldExit(1)
            .ShouldSay("InstallIstio was not done within 20s", "deployment/istiod is not ready", why);

    [Test]
    public async Task A_live_Lint_without_a_cluster_looks_at_the_embedded_one_and_says_so() =>
        (await Script.RunAsync("Lint", "--live")).ShouldExit(0)
            .ShouldSay("a rehearsal: the cluster is an embedded one", "objects of the cluster taken into account", "nothing to mend");

    [Test]
    public async Task Rehearse_and_a_context_of_another_cluster_are_refused() =>
        (await Script.RunAsync("Rehearse", "--context=prod-eu")).ShouldExit(2)
            .ShouldSay("Rehearse starts a cluster of its own, and prod-eu is another one.");

    [Test]
    public async Task A_scenario_that_there_is_not_is_refused_with_the_list() =>
        (await Script.RunAsync("Rehearse", "--rehearse=earthquake")).ShouldExit(2)
            .ShouldSay("'earthquake': there is no such scenario", "webhook-down");
}
