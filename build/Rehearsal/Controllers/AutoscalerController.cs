using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Autoscalers without metrics: they keep their target between its bounds.</summary>
internal sealed class AutoscalerController(ClusterServices services) : Controller(services, "horizontal-pod-autoscaler")
{
    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.Autoscalers, ResourceKeys.Deployments];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource == ResourceKeys.Autoscalers)
        {
            Queue.Add(change.Object.Key);
            return;
        }

        foreach (var scaler in Store.List(ResourceKeys.Autoscalers, change.Object.Namespace).Items)
        {
            if (scaler.Json.Text("spec", "scaleTargetRef", "name") == change.Object.Name)
            {
                Queue.Add(scaler.Key);
            }
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.Autoscalers, key.Namespace, key.Name) is not { } scaler
            || scaler.Json.Text("spec", "scaleTargetRef", "kind") != "Deployment"
            || Store.Find(ResourceKeys.Deployments, key.Namespace,
                scaler.Json.Text("spec", "scaleTargetRef", "name") ?? "") is not { } target)
        {
            return;
        }

        var asked = target.Json.Integer("spec", "replicas") ?? 1;
        var least = scaler.Json.Integer("spec", "minReplicas") ?? 1;
        var most = Math.Max(least, scaler.Json.Integer("spec", "maxReplicas") ?? asked);
        // Zero replicas switch the scaling off.
        var wanted = asked == 0 ? 0 : Math.Clamp(asked, least, most);
        if (wanted != asked)
        {
            await Writes.ChangeAsync(target, "", value =>
            {
                value.Object("spec")["replicas"] = wanted;
                return value;
            }, cancellation);
        }

        var status = (scaler.Json["status"]?.DeepClone() as JsonObject) ?? [];
        status["currentReplicas"] = target.Json.Integer("status", "replicas") ?? 0;
        status["desiredReplicas"] = wanted;
        await Writes.SetStatusAsync(scaler, status, cancellation);
    }
}
