using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Istio;

/// <summary>VerifyIstio: everything in istio-system is ready, and client, control plane and data plane are of one version.</summary>
public sealed class IstioVerification(ICluster cluster, IIstioctl istioctl, IReporter reporter, TimeProvider time)
{
    /// <summary>Waits until all is ready, shows the pods, compares the versions.</summary>
    public async Task VerifyAsync(MeshSettings settings, Deadline deadline)
    {
        var version = istioctl.VersionAsync(deadline.Token);
        var deployments = (await cluster.ListAsync(ResourceTypes.Deployments, ControlPlane.Namespace, null, deadline.Token)).Items
            .Select(found => ObjectIdentity.Of(ResourceTypes.Deployments, ControlPlane.Namespace, found.Name));
        await new RolloutWait(cluster, reporter).ReadyAsync(ControlPlane.Namespace, [.. ControlPlane.Components(settings.IstioProfile).Union(deployments)], deadline);
        var pods = (await cluster.ListAsync(ResourceTypes.Pods, ControlPlane.Namespace, null, deadline.Token)).Items.Where(pod => !pod.IsTerminating);
        reporter.Table(PodPicture.Table(pods.Select(PodPicture.Of), time.GetUtcNow(), ControlPlane.Namespace));
        Compare(await version, settings.IstioVersion);
    }

    private void Compare(ToolOutput output, string expected)
    {
        var json = Parse(output);
        var client = (string?)json?["clientVersion"]?["version"] ?? "unknown";
        var control = Versions(json?["meshVersion"], item => item?["Info"]?["version"]);
        var data = Versions(json?["dataPlaneVersion"], item => item?["IstioVersion"] ?? item?["version"]);
        var text = $"client {client}, control plane {Text(control)}, data plane {Text(data)}";
        if (client != expected || control.Count == 0 || control.Concat(data).Any(version => version != client))
        {
            throw new MeshException($"the versions do not agree: {text}; {expected} is asked for.",
                control.Count == 0
                    ? "istiod did not tell its version: see `kubectl -n istio-system get pods`, and run --target=InstallIstio."
                    : "Restart the workloads whose proxies are of another version, or run --target=InstallIstio with the version that you want.");
        }

        reporter.Say($"versions agree: {text}");
    }

    private static JsonNode? Parse(ToolOutput output)
    {
        try
        {
            return JsonNode.Parse(output.StandardOutput);
        }
        catch (JsonException)
        {
            // Nothing that can be read is the same as nothing that was told: Compare says so.
            return null;
        }
    }

    private static List<string> Versions(JsonNode? list, Func<JsonNode?, JsonNode?> version) =>
        [.. (list as JsonArray ?? []).Select(item => (string?)version(item) ?? "unknown").Distinct().Order(StringComparer.Ordinal)];

    private static string Text(List<string> versions) => versions.Count == 0 ? "none" : string.Join(", ", versions);
}
