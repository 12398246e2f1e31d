using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>The numbered pods of a StatefulSet: made upwards and ended downwards, each once the one before is ready.</summary>
internal sealed class StatefulSetController : Controller
{
    private const string RevisionLabel = "controller-revision-hash";
    private const string PodNameLabel = "statefulset.kubernetes.io/pod-name";
    private readonly TemplateRevisions _revisions;

    public StatefulSetController(ClusterServices services)
        : base(services, "statefulset-controller") => _revisions = new TemplateRevisions(services, Writes);

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.StatefulSets, ResourceKeys.Pods];

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.StatefulSets, key.Namespace, key.Name) is not { } set)
        {
            return;
        }

        var update = (await _revisions.CurrentAsync(set, "controller.kubernetes.io/hash", cancellation)).Name;
        var pods = (await ClaimAsync(set, ResourceKeys.Pods, cancellation)).Where(pod => Ordinal(set, pod) >= 0)
            .ToDictionary(pod => Ordinal(set, pod));
        var current = set.Json.Text("status", "currentRevision") ?? update;
        if (!set.IsDeleting)
        {
            await ManageAsync(set, pods, current, update, cancellation);
        }

        await SetStatusAsync(set, pods, current, update, cancellation);
    }

    // One step; the next comes with the event that this one causes.
    private async Task ManageAsync(StoredObject set, Dictionary<int, StoredObject> pods, string current, string update,
        CancellationToken cancellation)
    {
        var replicas = (int)(set.Json.Integer("spec", "replicas") ?? 1);
        var isOrdered = set.Json.Text("spec", "podManagementPolicy") != "Parallel";
        var partition = (int)(set.Json.Integer("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0);
        for (var ordinal = 0; ordinal < replicas; ordinal++)
        {
            if (!pods.TryGetValue(ordinal, out var pod))
            {
                await CreateAsync(set, ordinal, ordinal < partition ? current : update, cancellation);
            }
            else if (!pod.IsDeleting && pod.Json.Text("status", "phase") is "Failed" or "Succeeded")
            {
                await DeleteAsync(set, pod, cancellation);
            }

            if (isOrdered && (pod is null || pod.IsDeleting || !PodTemplate.IsReady(pod)))
            {
                return;
            }
        }

        foreach (var surplus in pods.Where(pod => pod.Key >= replicas).OrderByDescending(pod => pod.Key).Select(pod => pod.Value))
        {
            if (!surplus.IsDeleting)
            {
                await DeleteAsync(set, surplus, cancellation);
            }

            if (isOrdered)
            {
                return;
            }
        }

        if (set.Json.Text("spec", "updateStrategy", "type") == "OnDelete")
        {
            return;
        }

        for (var ordinal = replicas - 1; ordinal >= partition; ordinal--)
        {
            var pod = pods[ordinal];
            if (pod.Labels.GetValueOrDefault(RevisionLabel) != update && !pod.IsDeleting)
            {
                await DeleteAsync(set, pod, cancellation);
                return;
            }

            if (pod.IsDeleting || !PodTemplate.IsReady(pod))
            {
                return;
            }
        }
    }

    private async Task CreateAsync(StoredObject set, int ordinal, string revision, CancellationToken cancellation)
    {
        var template = Store.Find(ResourceKeys.ControllerRevisions, set.Namespace, revision)?.Json.At("data", "spec", "template")
            ?? set.Json.At("spec", "template")!;
        var name = $"{set.Name}-{ordinal.ToString(CultureInfo.InvariantCulture)}";
        var pod = PodTemplate.Pod(set, Services.Types.Get(set.Resource), template, name);
        pod.Object("metadata").Object("labels")[RevisionLabel] = revision;
        pod.Object("metadata").Object("labels")[PodNameLabel] = name;
        pod.Object("spec")["hostname"] = name;
        if (set.Json.Text("spec", "serviceName") is { Length: > 0 } service)
        {
            pod.Object("spec")["subdomain"] = service;
        }

        try
        {
            await Writes.CreateAsync(ResourceKeys.Pods, set.Namespace, pod, cancellation);
        }
        catch (ApiException failure)
        {
            await Events.WarningAsync(set, "FailedCreate", $"create Pod {name} in StatefulSet {set.Name} failed error: {failure.Message}",
                cancellation);
            throw;
        }

        await Events.NormalAsync(set, "SuccessfulCreate", $"create Pod {name} in StatefulSet {set.Name} successful", cancellation);
    }

    private async Task DeleteAsync(StoredObject set, StoredObject pod, CancellationToken cancellation)
    {
        await Writes.DeleteAsync(pod, new DeleteOptions(), cancellation);
        await Events.NormalAsync(set, "SuccessfulDelete", $"delete Pod {pod.Name} in StatefulSet {set.Name} successful", cancellation);
    }

    private Task SetStatusAsync(StoredObject set, Dictionary<int, StoredObject> pods, string current, string update,
        CancellationToken cancellation)
    {
        // As it is after the step.
        var alive = pods.Values.Select(pod => Store.FindByUid(pod.Uid)).OfType<StoredObject>()
            .Concat(Store.OwnedBy(set.Uid).Where(item => item.Resource == ResourceKeys.Pods)).DistinctBy(pod => pod.Uid).ToList();
        var active = alive.Where(PodTemplate.IsActive).ToList();
        var (updated, ready) = (active.Count(pod => pod.Labels.GetValueOrDefault(RevisionLabel) == update),
            active.Count(PodTemplate.IsReady));
        var replicas = (int)(set.Json.Integer("spec", "replicas") ?? 1);
        if (updated == replicas && ready == replicas && alive.Count == replicas)
        {
            current = update;
        }

        var status = new JsonObject
        {
            ["observedGeneration"] = set.Json.Integer("metadata", "generation") ?? 0,
            ["replicas"] = alive.Count
        };
        foreach (var (name, count) in ((string, int)[])
            [("readyReplicas", ready), ("currentReplicas", active.Count(pod => pod.Labels.GetValueOrDefault(RevisionLabel) == current)),
                ("updatedReplicas", updated)])
        {
            if (count > 0)
            {
                status[name] = count;
            }
        }

        status["currentRevision"] = current;
        status["updateRevision"] = update;
        status["collisionCount"] = 0;
        return Writes.SetStatusAsync(set, status, cancellation);
    }

    private static int Ordinal(StoredObject set, StoredObject pod) =>
        pod.Name.StartsWith(set.Name + "-", StringComparison.Ordinal)
            && int.TryParse(pod.Name[(set.Name.Length + 1)..], CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal
            : -1;
}
