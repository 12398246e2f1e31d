using System.Text.Json.Nodes;

namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>What the tests need of a cluster: that it can be emptied, broken and looked at, and that the program can be run on it.</summary>
public abstract class TestCluster : IAsyncDisposable
{
    protected TestCluster()
    {
        Environment["MESH_OUTPUT"] = Path.Combine(Scratch, "artifacts");
        Environment["NO_COLOR"] = "1";
        // The tests' CI is not the user's: what a CI's own variables change is tested elsewhere.
        foreach (var name in (string[])["CI", "GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI"])
        {
            Environment[name] = null;
        }
    }

    /// <summary>The folder that tests write into.</summary>
    public string Scratch { get; } = Directory.CreateTempSubdirectory("meshbuild-").FullName;

    /// <summary>What a user's shell would have exported.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>The kubeconfig's file; its current context is the cluster.</summary>
    public string Kubeconfig => Environment["KUBECONFIG"]!;

    /// <summary>The program, working on this cluster.</summary>
    public BuildScript Script => new(Environment);

    /// <summary>The folder that the program keeps its tools in.</summary>
    public string Tools => Environment.GetValueOrDefault("MESH_TOOLS") ?? Path.Combine(Repository.Root, "tools");

    /// <summary>How a container ends that <see cref="Rehearse"/> or its own manifest lets crash.</summary>
    public abstract int CrashStatus { get; }

    /// <summary>A fresh, empty cluster, whose load balancers are off.</summary>
    public abstract Task ResetAsync();

    /// <summary>Whether Services of type LoadBalancer get the address 127.0.0.1 from now on.</summary>
    public abstract Task BalanceLoadsAsync(bool on);

    /// <summary>Lets something go wrong where it does not by itself; the empty text ends that.</summary>
    /// <param name="scenario">As <c>--rehearse</c> takes it.</param>
    public abstract void Rehearse(string scenario);

    /// <summary>Fails the test unless an image of a workload is the one that Deploy was to run.</summary>
    public abstract void ShouldBeDeployed(string image);

    /// <summary>A kubeconfig of the same cluster, by an address of which nothing is local.</summary>
    /// <param name="context">Its context's name.</param>
    public abstract Task<string> ForeignKubeconfigAsync(string context);

    /// <summary>
    /// Every object of every listable type but those that the cluster writes all the time, as <c>type namespace name</c>, sorted.
    /// </summary>
    public abstract Task<IReadOnlyList<string>> ObjectsAsync();

    /// <summary>Runs kubectl against the cluster.</summary>
    public async Task<string> KubectlAsync(params string[] arguments) =>
        (await RunAsync("kubectl", arguments)).ShouldExit(0).Output.TrimEnd();

    /// <summary>Runs kubectl and reads its answer as JSON.</summary>
    public async Task<JsonNode> KubectlJsonAsync(params string[] arguments) =>
        JsonNode.Parse(await KubectlAsync([.. arguments, "-o", "json"]))!;

    /// <summary>Runs a command in the repository's root to its end.</summary>
    public async Task<RunResult> RunAsync(string file, IEnumerable<string> arguments)
    {
        using var command = new RunningCommand(file, arguments, Repository.Root, Environment);
        return await command.EndAsync();
    }

    /// <summary>Waits until the pods of a namespace that are ending, as after a restart, are gone.</summary>
    public async Task SettledAsync(string @namespace)
    {
        var pods = (JsonArray)(await KubectlJsonAsync("get", "pods", "-n", @namespace))["items"]!;
        foreach (var pod in pods.Where(pod => pod!["metadata"]!["deletionTimestamp"] is not null))
        {
            await KubectlAsync("wait", "--for=delete", "--timeout=90s", "-n", @namespace, $"pod/{pod!["metadata"]!["name"]}");
        }
    }

    /// <summary>Creates a namespace, and waits until the controllers and istiod have put into it what every namespace gets.</summary>
    public async Task CreateNamespaceAsync(string name)
    {
        await KubectlAsync("create", "namespace", name);
        string[] expected = ["serviceaccount/default", "secret/default-token-", "configmap/kube-root-ca.crt", "configmap/istio-ca-root-cert"];
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var missing = expected;
        while (missing.Length > 0 && !deadline.IsCancellationRequested)
        {
            var there = await KubectlAsync("get", "serviceaccounts,secrets,configmaps", "-n", name, "-o", "name");
            missing = [.. expected.Where(item => !there.Contains(item, StringComparison.Ordinal))];
        }

        missing.ShouldBeEmpty();
    }

    /// <summary>uid and generation of every pod, workload and Istio object: equal lists mean that nothing was replaced or changed.</summary>
    public Task<string> GenerationsAsync() => KubectlAsync("get",
        "pods,deployments,replicasets,services,configmaps,namespaces,virtualservices.networking.istio.io,gateways.networking.istio.io,"
            + "serviceentries.networking.istio.io,istiooperators,mutatingwebhookconfigurations",
        "-A", "-o", "jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name} {.metadata.uid} {.metadata.generation}{\"\\n\"}{end}");

    /// <summary>After the last test of a fixture.</summary>
    public virtual ValueTask LeaveAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Scratch, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
