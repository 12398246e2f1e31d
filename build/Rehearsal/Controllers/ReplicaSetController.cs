using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Keeps as many pods of a ReplicaSet as it asks for.</summary>
internal sealed class ReplicaSetController(ClusterServices services) : Controller(services, "replicaset-controller", workers: 4)
{
    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.ReplicaSets, ResourceKeys.Pods];

    protected override void Observe(StoreEvent change)
    {
        base.Observe(change);
        if (change.Object.Resource != ResourceKeys.Pods || change.Type == StoreEventType.Deleted || change.Object.OwnerUids.Count > 0)
        {
            return;
        }

        // A pod that nobody owns may be taken in.
        foreach (var set in Store.List(ResourceKeys.ReplicaSets, change.Object.Namespace).Items
            .Where(set => Selectors.LabelSelector.From(set.Json.At("spec", "selector"))?.Matches(change.Object.Labels) == true))
        {
            Queue.Add(set.Key);
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.ReplicaSets, key.Namespace, key.Name) is not { } set)
        {
            return;
        }

        var pods = (await ClaimAsync(set, ResourceKeys.Pods, cancellation)).Where(PodTemplate.IsActive).ToList();
        var failure = set.IsDeleting ? null : await ManageAsync(set, pods, cancellation);
        await SetStatusAsync(set, pods, failure, cancellation);
        if (failure is not null)
        {
            throw failure;
        }
    }

    // Creates what is missing, deletes what is too much; the pods are those there were before. What a creation failed of is returned.
    private async Task<ApiException?> ManageAsync(StoredObject set, List<StoredObject> pods, CancellationToken cancellation)
    {
        var missing = (set.Json.Integer("spec", "replicas") ?? 1) - pods.Count;
        try
        {
            for (var count = 0; count < missing; count++)
            {
                var pod = await Writes.CreateAsync(ResourceKeys.Pods, set.Namespace,
                    PodTemplate.Pod(set, Services.Types.Get(set.Resource), set.Json.At("spec", "template")!), cancellation);
                await Events.NormalAsync(set, "SuccessfulCreate", $"Created pod: {pod.Text("metadata", "name")}", cancellation);
            }
        }
        catch (ApiException failure)
        {
            if (Store.Find(ResourceKeys.Namespaces, "", set.Namespace) is not { IsDeleting: false })
            {
                // The ReplicaSet goes with its namespace.
                return null;
            }

            await Events.WarningAsync(set, "FailedCreate", $"Error creating: {failure.Message}", cancellation);
            return failure;
        }

        foreach (var pod in missing < 0 ? PodRank.FirstToGo(pods).Take((int)-missing) : [])
        {
            await Writes.DeleteAsync(pod, new DeleteOptions(), cancellation);
            await Events.NormalAsync(set, "SuccessfulDelete", $"Deleted pod: {pod.Name}", cancellation);
        }

        return null;
    }

    private async Task SetStatusAsync(StoredObject set, List<StoredObject> pods, ApiException? failure, CancellationToken cancellation)
    {
        var minReady = set.Json.Integer("spec", "minReadySeconds") ?? 0;
        var waits = pods.Select(pod => PodTemplate.UntilAvailable(pod, minReady, Time.GetUtcNow())).ToList();
        if (waits.Where(wait => wait > TimeSpan.Zero).Min() is { } next)
        {
            Queue.AddAfter(set.Key, next);
        }

        var labels = set.Json.At("spec", "template", "metadata", "labels") as JsonObject ?? [];
        var status = new JsonObject { ["replicas"] = pods.Count };
        Count(status, "fullyLabeledReplicas",
            pods.Count(pod => labels.All(label => pod.Labels.GetValueOrDefault(label.Key) == label.Value.Text())));
        Count(status, "readyReplicas", pods.Count(PodTemplate.IsReady));
        Count(status, "availableReplicas", waits.Count(wait => wait == TimeSpan.Zero));
        status["observedGeneration"] = set.Json.Integer("metadata", "generation") ?? 0;
        if (failure is not null)
        {
            var before = Conditions.Find(set.Json["status"], "ReplicaFailure");
            status["conditions"] = new JsonArray(before?.DeepClone() ?? new JsonObject
            {
                ["type"] = "ReplicaFailure",
                ["status"] = "True",
                ["lastTransitionTime"] = Now(),
                ["reason"] = "FailedCreate",
                ["message"] = failure.Message,
            });
        }

        await Writes.SetStatusAsync(set, status, cancellation);
    }

    private static void Count(JsonObject status, string name, int count)
    {
        if (count > 0)
        {
            status[name] = count;
        }
    }
}
