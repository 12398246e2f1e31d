using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Purge;

/// <summary>Takes the sidecars out of workloads that stay, and waits until no pod has one any more.</summary>
public sealed class SidecarRemoval(ICluster cluster, IReporter reporter, TimeProvider time)
{
    private static readonly HashSet<string> Proxies = ["istio-proxy"];
    private const string Restarted = "kubectl.kubernetes.io/restartedAt";
    private static readonly HashSet<string> Init = ["istio-init", "istio-validation"];
    private static readonly HashSet<string> Volumes = ["istio-envoy", "istio-data", "istio-podinfo", "istio-token", "istiod-ca-cert"];
    private static readonly ResourceType[] Types = [ResourceTypes.Deployments, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets];

    /// <summary>
    /// Restarts what runs with a sidecar; a sidecar that was written into the template is taken out of it. The namespace
    /// must no longer be labelled for injection.
    /// </summary>
    /// <param name="workloads">The workloads that stay.</param>
    /// <param name="deadline">Ends the wait.</param>
    public async Task RemoveAsync(IReadOnlyCollection<ObjectIdentity> workloads, Deadline deadline)
    {
        foreach (var group in workloads.GroupBy(workload => workload.Namespace))
        {
            var pods = (await cluster.ListAsync(ResourceTypes.Pods, group.Key, null, deadline.Token)).Items.Where(HasProxy).ToList();
            var restarted = new List<ObjectIdentity>();
            foreach (var identity in group)
            {
                if (Types.FirstOrDefault(type => type.Kind == identity.Kind) is { } type
                    && await cluster.FindAsync(type, identity.Namespace, identity.Name, deadline.Token) is { } workload
                    && (HasProxy(workload.At("spec", "template")) || pods.Any(pod => Selects(workload, pod))))
                {
                    await cluster.PatchAsync(type, identity.Namespace, identity.Name, Patch(workload), deadline.Token);
                    reporter.Say($"{identity.Kind.ToLowerInvariant()}/{identity.Name}: restarted without a sidecar");
                    restarted.Add(identity);
                }
            }

            await new RolloutWait(cluster, reporter).ReadyAsync(group.Key, restarted, deadline);
            await GoneAsync(group.Key, pods, deadline);
        }
    }

    private async Task GoneAsync(string @namespace, IReadOnlyList<KubeObject> pods, Deadline deadline)
    {
        var left = pods.Select(pod => pod.Uid).ToHashSet();
        if (left.Count == 0)
        {
            return;
        }

        var present = await cluster.ListAsync(ResourceTypes.Pods, @namespace, null, deadline.Token);
        left.IntersectWith(present.Items.Select(pod => pod.Uid));
        if (left.Count == 0)
        {
            return;
        }

        await foreach (var change in cluster.WatchAsync(ResourceTypes.Pods, @namespace, null, present, deadline.Token))
        {
            if (change.Deleted && left.Remove(change.Object.Uid) && left.Count == 0)
            {
                return;
            }
        }
    }

    private JsonObject Patch(KubeObject workload)
    {
        var template = workload.At("spec", "template") as JsonObject;
        var metadata = new JsonObject
        {
            ["annotations"] = new JsonObject { [Restarted] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) },
        };
        var patch = new JsonObject { ["metadata"] = metadata };
        if (HasProxy(template))
        {
            ((JsonObject)metadata["annotations"]!)["sidecar.istio.io/status"] = null;
            patch["spec"] = new JsonObject
            {
                ["containers"] = Without(template, "containers", Proxies),
                ["initContainers"] = Without(template, "initContainers", Init),
                ["volumes"] = Without(template, "volumes", Volumes),
            };
        }

        return new JsonObject { ["spec"] = new JsonObject { ["template"] = patch } };
    }

    private static JsonArray? Without(JsonObject? template, string list, IReadOnlySet<string> names)
    {
        var kept = (template?["spec"]?[list] as JsonArray ?? []).Where(item => !names.Contains((string?)item?["name"] ?? ""));
        JsonArray rest = [.. kept.Select(item => item?.DeepClone())];
        return rest.Count > 0 ? rest : null;
    }

    private static bool HasProxy(KubeObject pod) => HasProxy(pod.Json);

    private static bool HasProxy(JsonNode? podOrTemplate) =>
        (podOrTemplate?["spec"]?["containers"] as JsonArray ?? []).Any(container => (string?)container?["name"] == "istio-proxy");

    private static bool Selects(KubeObject workload, KubeObject pod) =>
        workload.At("spec", "selector", "matchLabels") is JsonObject { Count: > 0 } selector
        && selector.All(label => pod.Labels.TryGetValue(label.Key, out var value) && value == (string?)label.Value);
}
