using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Checks;

/// <summary>Everything that Deploy will need, each with how to mend it.</summary>
public sealed class DoctorChecks(ICluster cluster, IKubectl kubectl, IDocker docker, IHelm helm, RegistryLogin login)
{
    private const long NeededBytes = 500_000_000;
    private static readonly string[] Writes = ["create", "patch", "delete"];

    // What the runbook touches beyond reading; a right that is missing here ends Deploy halfway.
    private static readonly ResourceType[] Touched =
    [
        ResourceTypes.Namespaces, ResourceTypes.Services, ResourceTypes.ConfigMaps, ResourceTypes.ServiceAccounts, ResourceTypes.Deployments, ResourceTypes.Leases,
        ResourceTypes.CustomResourceDefinitions, ResourceTypes.MutatingWebhookConfigurations, ResourceTypes.ValidatingWebhookConfigurations,
        new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
        new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
    ];

    /// <summary>Runs every check.</summary>
    /// <param name="settings">The run's settings.</param>
    /// <param name="locations">Paths of kubectl, docker and helm, for the table.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        MeshSettings settings, IReadOnlyDictionary<string, string> locations, CancellationToken cancellation)
    {
        List<Task<CheckResult>> checks =
        [
            Task.FromResult(new CheckResult("SDK", CheckState.Ok, $".NET {Environment.Version}")),
            KubectlAsync(locations.GetValueOrDefault("kubectl", ""), cancellation),
            DockerAsync(locations.GetValueOrDefault("docker", ""), cancellation),
            ServerAsync(settings, cancellation),
            RightsAsync(settings, cancellation),
            Task.FromResult(Disk(settings)),
            LoginAsync(settings, cancellation),
        ];
        if (WorkloadSources.Read(settings.Manifests).OfType<ChartSource>().Any())
        {
            checks.Add(HelmAsync(locations.GetValueOrDefault("helm", ""), cancellation));
        }

        return await Task.WhenAll(checks);
    }

    private async Task<CheckResult> KubectlAsync(string path, CancellationToken cancellation)
    {
        var output = await kubectl.VersionAsync(cancellation);
        return output.Succeeded
            ? new CheckResult("kubectl", CheckState.Ok, $"{Version(output.StandardOutput, "clientVersion", "gitVersion")} ({path})")
            : new CheckResult("kubectl", CheckState.Failed, output.StandardError.Trim(), "Install kubectl and put it on the PATH.");
    }

    private async Task<CheckResult> HelmAsync(string path, CancellationToken cancellation)
    {
        var output = await helm.VersionAsync(cancellation);
        return output.Succeeded
            ? new CheckResult("helm", CheckState.Ok, $"{output.StandardOutput.Trim()} ({path})")
            : new CheckResult("helm", CheckState.Failed, output.StandardError.Trim(), "Install helm and put it on the PATH: a workload is a chart.");
    }

    private async Task<CheckResult> DockerAsync(string path, CancellationToken cancellation)
    {
        var output = await docker.VersionAsync(cancellation);
        return output.Succeeded && Version(output.StandardOutput, "Server", "Version") is { Length: > 0 } server
            ? new CheckResult("docker", CheckState.Ok, $"engine {server} ({path})")
            : cluster.Target.IsRehearsal ? new CheckResult("docker", CheckState.Warning, "the engine does not answer", "The rehearsal lists the images instead of building them.")
            : new CheckResult("docker", CheckState.Failed, "the engine does not answer: " + output.StandardError.Trim(),
                "Start the Docker engine, or name it with DOCKER_HOST.");
    }

    private async Task<CheckResult> ServerAsync(MeshSettings settings, CancellationToken cancellation)
    {
        try
        {
            var version = await cluster.VersionAsync(cancellation);
            var warning = IstioVersions.Check(settings.IstioVersion, version);
            var found = $"Kubernetes {version} at {cluster.Target.Server} (context {cluster.Target.Context})";
            return warning is null ? new CheckResult("cluster", CheckState.Ok, found) : new CheckResult("cluster", CheckState.Warning, found, warning);
        }
        catch (MeshException failure)
        {
            return new CheckResult("cluster", CheckState.Failed, failure.Message, failure.Remedy);
        }
    }

    private async Task<CheckResult> RightsAsync(MeshSettings settings, CancellationToken cancellation)
    {
        try
        {
            var rights = Touched.SelectMany(type => Writes, (type, verb) => (Verb: verb, Type: type)).ToList();
            var answers = await Task.WhenAll(rights.Select(right =>
                cluster.MayAsync(right.Verb, right.Type, right.Type.Namespaced ? settings.Namespace : null, cancellation)));
            var missing = rights.Where((_, index) => !answers[index]).Select(right => $"{right.Verb} {right.Type}").ToList();
            return missing.Count == 0
                ? new CheckResult("rights", CheckState.Ok, $"all {rights.Count} that Deploy needs")
                : new CheckResult("rights", CheckState.Failed, $"missing: {string.Join(", ", missing)}", "Ask the cluster's administrator for them (Istio's installation needs cluster-admin).");
        }
        catch (MeshException failure)
        {
            return new CheckResult("rights", CheckState.Failed, failure.Message, failure.Remedy);
        }
    }

    private static CheckResult Disk(MeshSettings settings)
    {
        var free = new DriveInfo(settings.Root).AvailableFreeSpace;
        return free >= NeededBytes
            ? new CheckResult("disk", CheckState.Ok, $"{free / 1_000_000_000} GB free for {settings.Tools}")
            : new CheckResult("disk", CheckState.Failed, $"{free / 1_000_000} MB free for {settings.Tools}", $"Make room: {NeededBytes / 1_000_000} MB are needed.");
    }

    private async Task<CheckResult> LoginAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var check = await login.CheckAsync(settings, cancellation);
        return new CheckResult("registry", check.State == RegistryLoginState.Missing ? CheckState.Failed
            : check.State == RegistryLoginState.Unreachable ? CheckState.Warning : CheckState.Ok, check.Message, check.Remedy);
    }

    private static string Version(string json, string part, string name)
    {
        try
        {
            return (string?)JsonNode.Parse(json)?[part]?[name] ?? "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
