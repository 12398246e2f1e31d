using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>Gives each pod a node that takes it, or says why there is none.</summary>
internal sealed class PodScheduler(ClusterServices services) : Controller(services, "default-scheduler")
{
    private readonly ConcurrentDictionary<ObjectKey, bool> _waiting = new();

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.Pods, ResourceKeys.Nodes];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource == ResourceKeys.Nodes)
        {
            foreach (var pod in _waiting.Keys)
            {
                Queue.Add(pod);
            }
        }
        else if (change.Type != StoreEventType.Deleted && change.Object.Json.Text("spec", "nodeName") is null or "")
        {
            Queue.Add(change.Object.Key);
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        _waiting.TryRemove(key, out _);
        if (Store.Find(ResourceKeys.Pods, key.Namespace, key.Name) is not { IsDeleting: false } pod
            || pod.Json.Text("spec", "nodeName") is { Length: > 0 })
        {
            return;
        }

        var nodes = Store.List(ResourceKeys.Nodes).Items.ToList();
        var refusals = nodes.ToLookup(node => NodeFit.Refusal(pod.Json, node));
        if (refusals[null].FirstOrDefault() is { } chosen)
        {
            await Writes.ChangeAsync(pod, "binding", value =>
            {
                value.Object("spec")["nodeName"] = chosen.Name;
                return value;
            }, cancellation);
            await Events.NormalAsync(pod, "Scheduled", $"Successfully assigned {pod.Namespace}/{pod.Name} to {chosen.Name}", cancellation);
            return;
        }

        _waiting[key] = true;
        var reasons = refusals.Select(refusal => $"{refusal.Count()} {refusal.Key}").Order(StringComparer.Ordinal);
        var message = nodes.Count == 0 ? "no nodes available to schedule pods"
            : $"0/{nodes.Count} nodes are available: {string.Join(", ", reasons)}.";
        if (Conditions.Find(pod.Json["status"], "PodScheduled").Text("message") == message)
        {
            return;
        }

        await Writes.ChangeAsync(pod, "status", value =>
        {
            Conditions.Remove(value.Object("status"), "PodScheduled");
            Conditions.Set(value.Object("status"), new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["lastProbeTime"] = null,
                ["lastTransitionTime"] = Now(),
                ["reason"] = "Unschedulable",
                ["message"] = message,
            });
            return value;
        }, cancellation);
        await Events.WarningAsync(pod, "FailedScheduling", message, cancellation);
    }
}
