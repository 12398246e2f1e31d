using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Workloads;

/// <summary>Restarts the workloads whose newest pods lack a sidecar that they should have. All others are left alone.</summary>
public sealed class SidecarRestart(ICluster cluster, IReporter reporter, TimeProvider time)
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private static readonly ResourceType[] Types = [ResourceTypes.Deployments, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets];

    /// <summary>Restarts what needs it in one namespace.</summary>
    /// <returns>The names of what was restarted, <c>deployment/car</c>.</returns>
    public async Task<IReadOnlyList<string>> RestartAsync(string @namespace, CancellationToken cancellation)
    {
        var labels = (await cluster.FindAsync(ResourceTypes.Namespaces, null, @namespace, cancellation))?.Labels
            ?? new Dictionary<string, string>();
        var pods = (await cluster.ListAsync(ResourceTypes.Pods, @namespace, null, cancellation)).Items.Where(pod => !pod.IsTerminating).ToList();
        var lacking = pods.Where(pod => !PodTemplate.HasSidecar(pod.Json) && IsInjected(pod, @namespace, labels)).ToList();
        if (lacking.Count == 0)
        {
            return [];
        }

        var replicaSets = (await cluster.ListAsync(ResourceTypes.ReplicaSets, @namespace, null, cancellation)).Items;
        var restarted = new List<string>();
        foreach (var type in Types)
        {
            foreach (var workload in (await cluster.ListAsync(type, @namespace, null, cancellation)).Items)
            {
                var owner = type == ResourceTypes.Deployments ? Newest(workload, replicaSets) : workload;
                if (owner is not null && IsObserved(workload) && lacking.Any(pod => Owns(owner, pod)))
                {
                    await cluster.PatchAsync(type, @namespace, workload.Name, Patch(), cancellation);
                    restarted.Add($"{type.Kind.ToLowerInvariant()}/{workload.Name}");
                    reporter.Say($"{restarted[^1]}: restarted, since its pods run without a sidecar");
                }
            }
        }

        foreach (var pod in lacking.Where(pod => (pod.At("metadata", "ownerReferences") as JsonArray ?? []).Count == 0))
        {
            reporter.Warn($"pod/{pod.Name} runs without a sidecar and nothing would create it anew: delete it and apply it again.");
        }

        return restarted;
    }

    private JsonObject Patch() => new()
    {
        ["spec"] = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["annotations"] = new JsonObject
                    {
                        ["kubectl.kubernetes.io/restartedAt"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    },
                },
            },
        },
    };

    // A workload that its controller has not looked at yet is about to get new pods anyway.
    private static bool IsObserved(KubeObject workload) => ((long?)workload.At("status", "observedGeneration") ?? 0) >= workload.Generation;

    private static KubeObject? Newest(KubeObject deployment, IReadOnlyList<KubeObject> replicaSets) =>
        replicaSets.Where(set => Owns(deployment, set))
            .MaxBy(set => long.TryParse(set.Annotations.GetValueOrDefault(Revision), CultureInfo.InvariantCulture, out var revision) ? revision : 0);

    private static bool Owns(KubeObject owner, KubeObject value) =>
        (value.At("metadata", "ownerReferences") as JsonArray ?? []).Any(reference => (string?)reference?["uid"] == owner.Uid);

    private static bool IsInjected(KubeObject pod, string @namespace, IReadOnlyDictionary<string, string> labels) =>
        InjectionDecision.Decide(pod.Labels, pod.Annotations, (bool?)pod.At("spec", "hostNetwork") ?? false, @namespace, labels).Injected;
}
