using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MeshBuild.Cluster.Tests;

/// <summary>
/// The real cluster that the tests run on: made and emptied by the scripts in the folder <c>shared/cluster</c> beside the
/// checkout. Everything the tests need to know of this machine comes from there.
/// </summary>
public static class TestCluster
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    private static string Scripts { get; } = Path.Combine(Path.GetDirectoryName(Root)!, "shared", "cluster");

    /// <summary>Whether there is a cluster to test on.</summary>
    public static bool IsHere => File.Exists(Path.Combine(Scripts, "up"));

    /// <summary>The folder that tests write into.</summary>
    public static string Scratch { get; } = Directory.CreateTempSubdirectory("meshbuild-").FullName;

    /// <summary>The stand-in release's folder.</summary>
    public static string Release { get; } = Path.Combine(Scratch, "release");

    /// <summary>What a user's shell would have exported.</summary>
    public static Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Skips the test where there is no cluster.</summary>
    public static void Require()
    {
        if (!IsHere)
        {
            Assert.Ignore("no cluster: ../shared/cluster is not beside the checkout");
        }
    }

    /// <summary>Starts the cluster, builds the images that the tests' pods use, packs the stand-in release.</summary>
    public static async Task PrepareAsync()
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
        var standIn = Path.Combine(Root, "build", "Rehearsal", "bin", "Release", "net10.0");
        (await RunAsync("bash", ["build/Rehearsal/StandIn/images.sh", standIn, Path.Combine(Scripts, "image")])).ShouldExit(0);
        (await RunAsync("dotnet", [Path.Combine(standIn, "MeshBuild.Rehearsal.dll"), "pack", "--output", Release])).ShouldExit(0);
        var digest = (await File.ReadAllTextAsync(Directory.GetFiles(Release, "*.sha256").Single())).Split(' ')[0];
        Environment["MESH_ISTIO_SOURCE"] = Release;
        Environment["MESH_ISTIO_DIGEST"] = "sha256:" + digest;
        Environment["MESH_BUILD_ARGS"] = "SDK_IMAGE=meshbuild.local/dotnet-sdk:10.0,BASE_IMAGE=meshbuild.local/dotnet-aspnet:10.0";
        Environment["MESH_OUTPUT"] = Path.Combine(Scratch, "artifacts");
        Environment["NO_COLOR"] = "1";
        // The tests' CI is not the user's: what a CI's own variables change is tested elsewhere.
        foreach (var name in new[] { "CI", "GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI" })
        {
            Environment[name] = null;
        }
    }

    /// <summary>A fresh, empty cluster.</summary>
    public static async Task ResetAsync() => (await ScriptAsync("reset")).ShouldExit(0);

    /// <summary>Runs one of the cluster's scripts.</summary>
    public static Task<RunResult> ScriptAsync(string name, params string[] arguments) =>
        RunAsync(Path.Combine(Scripts, name), arguments);

    /// <summary>Runs kubectl against the cluster.</summary>
    public static async Task<string> KubectlAsync(params string[] arguments) =>
        (await RunAsync("kubectl", arguments)).ShouldExit(0).Output.TrimEnd();

    /// <summary>Runs kubectl and reads its answer as JSON.</summary>
    public static async Task<JsonNode> KubectlJsonAsync(params string[] arguments) =>
        JsonNode.Parse(await KubectlAsync([.. arguments, "-o", "json"]))!;

    /// <summary>Runs a command in the repository's root to its end.</summary>
    public static async Task<RunResult> RunAsync(string file, IEnumerable<string> arguments)
    {
        using var command = new RunningCommand(file, arguments, Root, Environment);
        return await command.EndAsync();
    }

    /// <summary>
    /// Every object of every listable type but those that the cluster writes all the time, as <c>type namespace name</c>,
    /// sorted; names that the cluster makes up (pods, ReplicaSets, token secrets) without their random end.
    /// </summary>
    public static async Task<IReadOnlyList<string>> ObjectsAsync()
    {
        string[] left = ["events", "events.events.k8s.io", "leases.coordination.k8s.io", "endpoints", "endpointslices.discovery.k8s.io"];
        var types = (await KubectlAsync("api-resources", "--verbs=list", "-o", "name"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Except(left).ToList();
        var text = await KubectlAsync("get", string.Join(',', types), "-A", "--ignore-not-found",
            "-o", "jsonpath={range .items[*]}{.apiVersion}/{.kind} {.metadata.namespace} {.metadata.name}{\"\\n\"}{end}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Waits until the pods of a namespace that are ending, as after a restart, are gone.</summary>
    public static async Task SettledAsync(string @namespace)
    {
        var pods = (JsonArray)(await KubectlJsonAsync("get", "pods", "-n", @namespace))["items"]!;
        foreach (var pod in pods.Where(pod => pod!["metadata"]!["deletionTimestamp"] is not null))
        {
            await KubectlAsync("wait", "--for=delete", "--timeout=90s", "-n", @namespace, $"pod/{pod!["metadata"]!["name"]}");
        }
    }

    /// <summary>uid and generation of every pod, workload and Istio object: equal lists mean that nothing was replaced or changed.</summary>
    public static Task<string> GenerationsAsync() => KubectlAsync("get",
        "pods,deployments,replicasets,services,configmaps,namespaces,virtualservices.networking.istio.io,gateways.networking.istio.io,"
            + "serviceentries.networking.istio.io,istiooperators,mutatingwebhookconfigurations",
        "-A", "-o", "jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name} {.metadata.uid} {.metadata.generation}{\"\\n\"}{end}");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "build.sh")) && File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        throw new UnreachableException("the tests run from within the repository");
    }
}
