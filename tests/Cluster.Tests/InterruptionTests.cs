using System.Text.Json.Nodes;
using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>A run that is cut off at any moment is finished by the same command, and leaves nothing behind.</summary>
public abstract class InterruptionTests(TestCluster cluster) : ClusterFixture(cluster)
{
    // 128 and SIGKILL: the run had not ended by itself.
    private const int Killed = 137;

    // What the cluster names by itself: not the same twice.
    private static readonly string[] MadeUp = ["v1/Pod ", "apps/v1/ReplicaSet ", "v1/Secret ", "v1/Service ", "autoscaling"];

    private static readonly (string Deploy, string Purge)[] Moments =
    [
        ("Lint", "DownloadIstio"),
        ("BuildImages", "Purge"),
        ("PushImages", "objects to remove"),
        ("InstallIstio", "label istio-injection removed"),
        ("Istio core installed", "workloads:"),
        ("Istiod installed", "ingress and egress:"),
        ("InstallAddons", "addons:"),
        ("objects created", "Istio: uninstalled"),
        ("LabelNamespace", "namespace/istio-system: is being deleted"),
        ("VerifyIstio", "namespace/istio-system: gone"),
    ];

    private IReadOnlyList<string> _empty = [];
    private IReadOnlyList<string> _deployed = [];

    private static IEnumerable<int> MomentIndexes => Enumerable.Range(0, Moments.Length);

    [OneTimeSetUp]
    public async Task LookAsync()
    {
        _empty = await Cluster.ObjectsAsync();
        (await Script.RunAsync("Deploy")).ShouldExit(0);
        _deployed = await StableAsync();
        (await Script.RunAsync("Purge")).ShouldExit(0);
    }

    [Test, Order(1), TestCaseSource(nameof(MomentIndexes))]
    public async Task Killed_and_run_again_Deploy_and_Purge_end_as_if_nothing_had_happened(int moment)
    {
        await KillAsync("Deploy", Moments[moment].Deploy);
        (await Script.RunAsync("Deploy")).ShouldExit(0);
        (await StableAsync()).ShouldBe(_deployed);
        await ShouldBeReadyAsync();

        await KillAsync("Purge", Moments[moment].Purge);
        (await Script.RunAsync("Purge")).ShouldExit(0);
        (await Cluster.ObjectsAsync()).ShouldBe(_empty);
    }

    [Test, Order(2)]
    public async Task Ctrl_C_ends_the_run_with_130_and_leaves_no_child_and_no_lock()
    {
        using var run = Script.Start("Deploy");
        (await run.SaysAsync("Istio core installed")).ShouldBeTrue("Deploy ended before it installed anything");
        run.Interrupt();

        (await run.EndAsync()).ShouldExit(130).ShouldSay("interrupted", "goes on from here");
        (await Cluster.RunAsync("pgrep", ["-f", $"{Cluster.Tools}.*{Cluster.Kubeconfig}"])).Output.ShouldBeEmpty("a child is left");
        (await Cluster.KubectlAsync("get", "leases", "-n", "default", "-o", "name")).ShouldNotContain("meshbuild");
        (await Script.RunAsync("Deploy")).ShouldExit(0);
        await ShouldBeReadyAsync();
    }

    [Test, Order(3)]
    public async Task A_second_run_waits_for_the_first()
    {
        using var first = Script.Start("Purge");
        (await first.SaysAsync("objects to remove")).ShouldBeTrue("Purge ended before it removed anything");
        using var second = Script.Start("Deploy");

        (await second.SaysAsync("waiting for another run on this cluster: Purge")).ShouldBeTrue("the second run did not wait");
        (await first.EndAsync()).ShouldExit(0);
        (await second.EndAsync()).ShouldExit(0);
        await ShouldBeReadyAsync();
    }

    private async Task KillAsync(string target, string moment)
    {
        using var run = Script.Start(target);
        (await run.SaysAsync(moment)).ShouldBeTrue($"{target} never printed '{moment}'");
        run.Kill();
        (await run.EndAsync()).ShouldExit(Killed);
    }

    private async Task<IReadOnlyList<string>> StableAsync() =>
        [.. (await Cluster.ObjectsAsync()).Where(line => !MadeUp.Any(start => line.StartsWith(start, StringComparison.Ordinal)))];

    private async Task ShouldBeReadyAsync()
    {
        var pods = ((JsonArray)(await Cluster.KubectlJsonAsync("get", "pods", "-A"))["items"]!)
            .Where(pod => pod!["metadata"]!["deletionTimestamp"] is null).ToLookup(pod => (string)pod!["metadata"]!["namespace"]!);
        foreach (var (name, count, containers) in new[] { ("default", 2, 2), ("istio-system", 7, 1) })
        {
            pods[name].Count().ShouldBe(count);
            pods[name].ShouldAllBe(pod => ((JsonArray)pod!["status"]!["containerStatuses"]!).Count >= containers
                && ((JsonArray)pod["status"]!["containerStatuses"]!).All(status => (bool)status!["ready"]!));
        }
    }
}
