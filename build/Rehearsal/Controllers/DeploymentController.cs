using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Moves the pods of a Deployment from its old ReplicaSets to that of its present template, as its strategy says.</summary>
internal sealed class DeploymentController : Controller
{
    private readonly DeploymentReplicaSets _replicaSets;

    public DeploymentController(ClusterServices services)
        : base(services, "deployment-controller", workers: 4) =>
        _replicaSets = new DeploymentReplicaSets(services, Writes, Events);

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.Deployments, ResourceKeys.ReplicaSets, ResourceKeys.Pods];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource != ResourceKeys.Pods)
        {
            base.Observe(change);
        }
        else if (change.Type == StoreEventType.Deleted && OwnerReferences.ControllerOf(change.Object) is { Kind: "ReplicaSet" } owner
            && Store.FindByUid(owner.Uid) is { } set && OwnerReferences.ControllerOf(set) is { Kind: "Deployment" } deployment)
        {
            // Recreation waits for the end of the last pod.
            Queue.Add(new ObjectKey(set.Namespace, deployment.Name));
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.Deployments, key.Namespace, key.Name) is not { } deployment
            || deployment.Json.At("spec", "template") is null)
        {
            return;
        }

        var spec = new DeploymentSpec(deployment.Json);
        var sets = (await ClaimAsync(deployment, ResourceKeys.ReplicaSets, cancellation)).Where(set => !set.IsDeleting).OrderBy(CreatedAt)
            .ToList();
        var current = DeploymentReplicaSets.FindCurrent(deployment, sets);
        if (deployment.IsDeleting)
        {
            await SetStatusAsync(deployment, sets, current, isRollout: false, deployment.Json.At("status", "conditions") as JsonArray,
                cancellation);
            return;
        }

        var conditions = PausedConditions(deployment, spec);
        if (spec.IsPaused || sets.Any(set => DeploymentReplicaSets.Desired(set) is { } desired && Replicas(set) > 0
            && desired != spec.Replicas))
        {
            current = current is null ? null : await _replicaSets.RefreshAsync(deployment, current, sets, cancellation);
            await ScaleAsync(deployment, spec, Refreshed(sets), current, cancellation);
            sets = Refreshed(sets);
            await SetStatusAsync(deployment, sets, sets.FirstOrDefault(set => set.Uid == current?.Uid), isRollout: false, conditions,
                cancellation);
            return;
        }

        if (spec.Recreates)
        {
            await RecreateAsync(deployment, spec, sets, current, conditions, cancellation);
        }
        else
        {
            await RollAsync(deployment, spec, sets, current, conditions, cancellation);
        }
    }

    private async Task RollAsync(
        StoredObject deployment, DeploymentSpec spec, List<StoredObject> sets, StoredObject? current, JsonArray? conditions,
        CancellationToken cancellation)
    {
        var old = sets.Where(set => set.Uid != current?.Uid).ToList();
        var isNew = current is null;
        current = await _replicaSets.EnsureAsync(deployment, current, old, spec.Replicas + spec.MaxSurge - old.Sum(Replicas), cancellation);
        conditions = WithFound(deployment, spec, current, isNew, conditions);

        // Up as far as the surge allows, then down as far as availability allows.
        var total = old.Sum(Replicas) + Replicas(current);
        var wanted = Replicas(current) > spec.Replicas ? spec.Replicas
            : Replicas(current) + Math.Min(Math.Max(0, spec.Replicas + spec.MaxSurge - total), spec.Replicas - Replicas(current));
        if (await _replicaSets.ScaleAsync(deployment, current, wanted, cancellation))
        {
            current = Store.FindByUid(current.Uid) ?? current;
        }
        else if (old.Sum(Replicas) > 0)
        {
            await ScaleDownAsync(deployment, spec, old, current, cancellation);
        }

        await FinishAsync(deployment, spec, [.. Refreshed(old), current], current, conditions, cancellation);
    }

    private async Task ScaleDownAsync(StoredObject deployment, DeploymentSpec spec, List<StoredObject> old, StoredObject current,
        CancellationToken cancellation)
    {
        var leastAvailable = spec.Replicas - spec.MaxUnavailable;
        var spare = old.Sum(Replicas) + Replicas(current) - leastAvailable - (Replicas(current) - Available(current));
        // What serves nobody goes first.
        foreach (var set in old.Where(set => Replicas(set) > Available(set)))
        {
            var count = Math.Min(spare, Replicas(set) - Available(set));
            if (count > 0)
            {
                await _replicaSets.ScaleAsync(deployment, set, Replicas(set) - count, cancellation);
                spare -= count;
            }
        }

        old = Refreshed(old);
        var surplus = Math.Min(spare, old.Sum(Available) + Available(current) - leastAvailable);
        foreach (var set in old.Where(set => Replicas(set) > 0))
        {
            var count = Math.Min(surplus, Replicas(set));
            if (count > 0)
            {
                await _replicaSets.ScaleAsync(deployment, set, Replicas(set) - count, cancellation);
                surplus -= count;
            }
        }
    }

    private async Task RecreateAsync(
        StoredObject deployment, DeploymentSpec spec, List<StoredObject> sets, StoredObject? current, JsonArray? conditions,
        CancellationToken cancellation)
    {
        var old = sets.Where(set => set.Uid != current?.Uid).ToList();
        foreach (var set in old.Where(set => Replicas(set) > 0))
        {
            await _replicaSets.ScaleAsync(deployment, set, 0, cancellation);
        }

        // The pods themselves must be gone, not only counted out; the end of each comes back here.
        if (old.SelectMany(set => Store.OwnedBy(set.Uid)).Any(pod => pod.Json.Text("status", "phase") is not ("Succeeded" or "Failed")))
        {
            await SetStatusAsync(deployment, Refreshed(sets), current, isRollout: true, conditions, cancellation);
            return;
        }

        var isNew = current is null;
        current = await _replicaSets.EnsureAsync(deployment, current, old, spec.Replicas, cancellation);
        conditions = WithFound(deployment, spec, current, isNew, conditions);
        await _replicaSets.ScaleAsync(deployment, current, spec.Replicas, cancellation);
        current = Store.FindByUid(current.Uid) ?? current;
        await FinishAsync(deployment, spec, [.. Refreshed(old), current], current, conditions, cancellation);
    }

    // A change of replicas in the middle of a rollout: in proportion to the sizes, so that the risk stays spread as it was.
    private async Task ScaleAsync(StoredObject deployment, DeploymentSpec spec, List<StoredObject> sets, StoredObject? current,
        CancellationToken cancellation)
    {
        var active = sets.Where(set => Replicas(set) > 0).ToList();
        if (active.Count <= 1 || spec.Recreates)
        {
            if ((active.Count == 1 ? active[0] : current ?? sets.LastOrDefault()) is { } only)
            {
                await _replicaSets.ScaleAsync(deployment, only, spec.Replicas, cancellation);
            }

            return;
        }

        if (current is not null && Replicas(current) == spec.Replicas && Available(current) == spec.Replicas)
        {
            foreach (var set in active.Where(set => set.Uid != current.Uid))
            {
                await _replicaSets.ScaleAsync(deployment, set, 0, cancellation);
            }

            return;
        }

        var allowed = spec.Replicas > 0 ? spec.Replicas + spec.MaxSurge : 0;
        var toAdd = allowed - active.Sum(Replicas);
        var ordered = active.OrderByDescending(Replicas).ThenBy(set => toAdd > 0 ? -CreatedAt(set) : CreatedAt(set)).ToList();
        var sizes = ordered.Select(set =>
        {
            var before = DeploymentReplicaSets.Most(set) ?? spec.Replicas;
            var share = (int)Math.Round(Replicas(set) * (double)allowed / Math.Max(1, before),
                MidpointRounding.AwayFromZero) - Replicas(set);
            return toAdd > 0 ? Math.Clamp(share, 0, toAdd) : Math.Clamp(share, toAdd, 0);
        }).ToList();
        var added = 0;
        for (var index = 0; index < sizes.Count; index++)
        {
            var left = toAdd - added;
            sizes[index] = toAdd > 0 ? Math.Min(sizes[index], left) : Math.Max(sizes[index], left);
            added += sizes[index];
        }

        sizes[0] += toAdd - added;
        foreach (var (set, size) in ordered.Zip(sizes))
        {
            await _replicaSets.ScaleAsync(deployment, set, Math.Max(0, Replicas(set) + size), cancellation);
        }
    }

    private async Task FinishAsync(
        StoredObject deployment, DeploymentSpec spec, List<StoredObject> sets, StoredObject current, JsonArray? conditions,
        CancellationToken cancellation)
    {
        var status = await SetStatusAsync(deployment, sets, current, isRollout: true, conditions, cancellation);
        if (!new DeploymentStatus(deployment, Time).IsComplete(status))
        {
            return;
        }

        var idle = sets.Where(set => set.Uid != current.Uid && Replicas(set) == 0 && (set.Json.Integer("status", "replicas") ?? 0) == 0)
            .OrderBy(DeploymentReplicaSets.Revision).ToList();
        foreach (var set in idle.Take((int)Math.Max(0, idle.Count - spec.HistoryLimit)))
        {
            await Writes.DeleteAsync(set, new DeleteOptions { PropagationPolicy = "Background" }, cancellation);
        }
    }

    private async Task<JsonObject> SetStatusAsync(
        StoredObject deployment, List<StoredObject> sets, StoredObject? current, bool isRollout, JsonArray? conditions,
        CancellationToken cancellation)
    {
        var maker = new DeploymentStatus(deployment, Time);
        var status = isRollout ? maker.OfRollout(sets, current, conditions) : maker.Of(sets, current, conditions);
        await Writes.SetStatusAsync(deployment, status, cancellation);
        if (isRollout && maker.UntilDeadline(status) is { } wait)
        {
            Queue.AddAfter(deployment.Key, wait);
        }

        return status;
    }

    private JsonArray? PausedConditions(StoredObject deployment, DeploymentSpec spec)
    {
        var status = new JsonObject { ["conditions"] = deployment.Json.At("status", "conditions")?.DeepClone() };
        var reason = Conditions.Find(status, "Progressing").Text("reason");
        if (spec.Deadline is not null && reason != "ProgressDeadlineExceeded" && spec.IsPaused != (reason == "DeploymentPaused"))
        {
            Conditions.Set(status, new DeploymentStatus(deployment, Time).Condition("Progressing", "Unknown",
                spec.IsPaused ? "DeploymentPaused" : "DeploymentResumed",
                spec.IsPaused ? "Deployment is paused" : "Deployment is resumed"));
        }

        return status["conditions"] as JsonArray;
    }

    private JsonArray? WithFound(StoredObject deployment, DeploymentSpec spec, StoredObject current, bool isNew, JsonArray? conditions)
    {
        var status = new JsonObject { ["conditions"] = conditions?.DeepClone() };
        if (spec.Deadline is not null && (isNew || Conditions.Find(status, "Progressing") is null))
        {
            Conditions.Set(status, new DeploymentStatus(deployment, Time).Condition("Progressing", "True",
                isNew ? "NewReplicaSetCreated" : "FoundNewReplicaSet",
                isNew ? $"Created new replica set \"{current.Name}\"" : $"Found new replica set \"{current.Name}\""));
        }

        return status["conditions"] as JsonArray;
    }

    private List<StoredObject> Refreshed(IEnumerable<StoredObject> sets) =>
        [.. sets.Select(set => Store.FindByUid(set.Uid)).OfType<StoredObject>()];

    private static int Replicas(StoredObject set) => (int)(set.Json.Integer("spec", "replicas") ?? 0);

    private static int Available(StoredObject set) => (int)(set.Json.Integer("status", "availableReplicas") ?? 0);

    private static long CreatedAt(StoredObject set) => Times.Parse(set.Json.Text("metadata", "creationTimestamp"))?.Ticks ?? 0;
}
