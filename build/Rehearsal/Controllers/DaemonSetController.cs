using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>
/// One pod of a DaemonSet on each node that takes it; an old one goes when the template is another and the strategy says so.
/// </summary>
internal sealed class DaemonSetController : Controller
{
    private const string HashLabel = "controller-revision-hash";
    private readonly TemplateRevisions _revisions;

    public DaemonSetController(ClusterServices services)
        : base(services, "daemonset-controller") => _revisions = new TemplateRevisions(services, Writes);

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.DaemonSets, ResourceKeys.Pods, ResourceKeys.Nodes];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource != ResourceKeys.Nodes)
        {
            base.Observe(change);
            return;
        }

        foreach (var set in Store.List(ResourceKeys.DaemonSets).Items)
        {
            Queue.Add(set.Key);
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.DaemonSets, key.Namespace, key.Name) is not { } set)
        {
            return;
        }

        var pods = await ClaimAsync(set, ResourceKeys.Pods, cancellation);
        var probe = new JsonObject { ["spec"] = set.Json.At("spec", "template", "spec")?.DeepClone() };
        Tolerate(probe);
        var nodes = Store.List(ResourceKeys.Nodes).Items.Where(node => NodeFit.Refusal(probe, node) is null).ToList();
        var revision = await _revisions.CurrentAsync(set, HashLabel, cancellation);
        if (!set.IsDeleting)
        {
            await ManageAsync(set, pods, nodes, revision.Labels[HashLabel], cancellation);
        }

        await SetStatusAsync(set, pods, nodes.Count, revision.Labels[HashLabel], cancellation);
    }

    private async Task ManageAsync(StoredObject set, List<StoredObject> pods, List<StoredObject> nodes, string hash,
        CancellationToken cancellation)
    {
        foreach (var node in nodes.Where(node => pods.All(pod => Node(pod) != node.Name)))
        {
            var pod = PodTemplate.Pod(set, Services.Types.Get(set.Resource), set.Json.At("spec", "template")!);
            pod.Object("metadata").Object("labels")[HashLabel] = hash;
            pod.Object("metadata").Object("labels")["pod-template-generation"] = (set.Json.Integer("metadata", "generation") ?? 1)
                .ToString(CultureInfo.InvariantCulture);
            Tolerate(pod);
            var affinity = pod.Object("spec").Object("affinity").Object("nodeAffinity");
            affinity["requiredDuringSchedulingIgnoredDuringExecution"] = JsonNode.Parse($$$"""
                {"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["{{{node.Name}}}"]}]}]}
                """);
            var created = await CreateAsync(set, pod, cancellation);
            await Events.NormalAsync(set, "SuccessfulCreate", $"Created pod: {created.Text("metadata", "name")}", cancellation);
        }

        var rolls = set.Json.Text("spec", "updateStrategy", "type") != "OnDelete";
        foreach (var pod in pods.Where(pod => !pod.IsDeleting))
        {
            if (nodes.All(node => node.Name != Node(pod)) || pod.Json.Text("status", "phase") == "Failed"
                || (rolls && pod.Labels.GetValueOrDefault(HashLabel) != hash))
            {
                await Writes.DeleteAsync(pod, new DeleteOptions(), cancellation);
                await Events.NormalAsync(set, "SuccessfulDelete", $"Deleted pod: {pod.Name}", cancellation);
            }
        }
    }

    private async Task<JsonObject> CreateAsync(StoredObject set, JsonObject pod, CancellationToken cancellation)
    {
        try
        {
            return await Writes.CreateAsync(ResourceKeys.Pods, set.Namespace, pod, cancellation);
        }
        catch (ApiException failure)
        {
            await Events.WarningAsync(set, "FailedCreate", $"Error creating: {failure.Message}", cancellation);
            throw;
        }
    }

    private Task SetStatusAsync(StoredObject set, List<StoredObject> pods, int desired, string hash, CancellationToken cancellation)
    {
        var alive = pods.Where(PodTemplate.IsActive).ToList();
        var ready = alive.Count(PodTemplate.IsReady);
        var status = new JsonObject
        {
            ["currentNumberScheduled"] = Math.Min(alive.Count, desired),
            ["numberMisscheduled"] = Math.Max(0, alive.Count - desired),
            ["desiredNumberScheduled"] = desired,
            ["numberReady"] = ready,
            ["observedGeneration"] = set.Json.Integer("metadata", "generation") ?? 0,
        };
        foreach (var (name, count) in ((string, int)[])
            [("updatedNumberScheduled", alive.Count(pod => pod.Labels.GetValueOrDefault(HashLabel) == hash)), ("numberAvailable", ready),
                ("numberUnavailable", Math.Max(0, desired - ready))])
        {
            if (count > 0)
            {
                status[name] = count;
            }
        }

        return Writes.SetStatusAsync(set, status, cancellation);
    }

    // Daemons stay on nodes that others leave.
    private static void Tolerate(JsonObject pod)
    {
        var spec = pod.Object("spec");
        var tolerations = spec["tolerations"] as JsonArray ?? [];
        foreach (var (key, effect) in ((string, string)[])
            [("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"), ("memory-pressure", "NoSchedule"),
                ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule")])
        {
            tolerations.Add(new JsonObject { ["key"] = $"node.kubernetes.io/{key}", ["operator"] = "Exists", ["effect"] = effect });
        }

        spec["tolerations"] ??= tolerations;
    }

    private static string Node(StoredObject pod) =>
        pod.Json.Text("spec", "nodeName") is { Length: > 0 } name ? name
        : pod.Json.Each("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
            .SelectMany(term => term.Each("matchFields")).SelectMany(field => field.Each("values")).FirstOrDefault().Text() ?? "";
}
