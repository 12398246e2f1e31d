namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>
/// A real cluster: made and emptied by the scripts in the folder <c>shared/cluster</c> beside the checkout. Everything the tests
/// need to know of this machine comes from there.
/// </summary>
public sealed class RealCluster : TestCluster
{
    /// <summary>The category of the tests that run on it.</summary>
    public const string Category = "RealCluster";

    // From the next reset on the API server keeps an audit log.
    public RealCluster() => Environment["AUDIT"] = "1";

    private static string Shared { get; } = Path.Combine(Path.GetDirectoryName(Repository.Root)!, "shared");
    private static string Scripts { get; } = Path.Combine(Shared, "cluster");

    /// <summary>What the genuine Istio applies.</summary>
    public static string IstioManifests { get; } = Path.Combine(Shared, "istio-1.10");

    /// <summary>Whether there is a cluster to test on.</summary>
    public static bool IsHere => File.Exists(Path.Combine(Scripts, "up"));

    /// <inheritdoc />
    // The tests' image ends well when it is called as the sidecar's init container.
    public override int CrashStatus => 0;

    /// <summary>The kubectl on the PATH, and the one of the cluster's own version.</summary>
    public IReadOnlyList<string> Kubectls => ["kubectl", Path.Combine(Path.GetDirectoryName(Kubeconfig)!, "bin", "kubectl")];

    /// <summary>Starts the cluster, builds the images that the tests' pods use, packs the stand-in release.</summary>
    public async Task PrepareAsync()
    {
        (await ScriptAsync("up")).ShouldExit(0);
        foreach (var line in (await ScriptAsync("env")).ShouldExit(0).Output.Split(' ', '\n'))
        {
            var pair = line.Split('=', 2);
            if (pair.Length == 2)
            {
                Environment[pair[0]] = pair[1].Trim();
            }
        }

        (await RunAsync("bash", ["tests/base-images.sh"])).ShouldExit(0);
        (await RunAsync("dotnet", ["build", "build/Rehearsal", "-c", "Release", "--nologo", "-v", "q"])).ShouldExit(0);
        var standIn = Path.Combine(Repository.Root, "build", "Rehearsal", "bin", "Release", "net10.0");
        (await RunAsync("bash", ["build/Rehearsal/StandIn/images.sh", standIn, Path.Combine(Scripts, "image")])).ShouldExit(0);
        var release = Path.Combine(Scratch, "release");
        (await RunAsync("dotnet", [Path.Combine(standIn, "MeshBuild.Rehearsal.dll"), "pack", "--output", release])).ShouldExit(0);
        var digest = (await File.ReadAllTextAsync(Directory.GetFiles(release, "*.sha256").Single())).Split(' ')[0];
        Environment["MESH_ISTIO_SOURCE"] = release;
        Environment["MESH_ISTIO_DIGEST"] = "sha256:" + digest;
        Environment["MESH_BUILD_ARGS"] = "SDK_IMAGE=meshbuild.local/dotnet-sdk:10.0,BASE_IMAGE=meshbuild.local/dotnet-aspnet:10.0";
    }

    /// <inheritdoc />
    public override async Task ResetAsync() => (await ScriptAsync("reset")).ShouldExit(0);

    /// <inheritdoc />
    public override Task BalanceLoadsAsync(bool on) => ScriptAsync("load-balancer", on ? "start" : "stop");

    /// <inheritdoc />
    public override void Rehearse(string scenario)
    {
        // What goes wrong here does so by itself.
    }

    /// <summary>Restarts the registry, which asks for this login from then on, <c>user:password</c>; null: for none.</summary>
    public Task AskForLoginAsync(string? login) => login is null ? ScriptAsync("registry") : ScriptAsync("registry", login);

    /// <inheritdoc />
    public override void ShouldBeDeployed(string image)
    {
        image.ShouldStartWith(Environment["MESH_REGISTRY"]!);
        image.ShouldContain("@sha256:");
    }

    /// <inheritdoc />
    public override async Task<string> ForeignKubeconfigAsync(string context)
    {
        var address = (await KubectlAsync("get", "endpoints", "kubernetes", "-o", "jsonpath={.subsets[0].addresses[0].ip}")).Trim();
        return (await File.ReadAllTextAsync(Kubeconfig)).Replace("127.0.0.1", address, StringComparison.Ordinal).Replace("mesh-test", context, StringComparison.Ordinal);
    }

    /// <inheritdoc />
    // Names that the cluster makes up (pods, ReplicaSets, token secrets) are as they are: lists are compared where those stay.
    public override async Task<IReadOnlyList<string>> ObjectsAsync()
    {
        string[] left = ["events", "events.events.k8s.io", "leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io"];
        var types = (await KubectlAsync("api-resources", "--verbs=list", "-o", "name"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Except(left).ToList();
        var text = await KubectlAsync("get", string.Join(',', types), "-A", "--ignore-not-found",
            "-o", "jsonpath={range .items[*]}{.apiVersion}/{.kind} {.metadata.namespace} {.metadata.name}{\"\\n\"}{end}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Distinct().Order(StringComparer.Ordinal)];
    }

    private Task<RunResult> ScriptAsync(string name, params string[] arguments) => RunAsync(Path.Combine(Scripts, name), arguments);
}
