using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Selectors;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Counts for each PodDisruptionBudget how many of its pods may go.</summary>
internal sealed class DisruptionBudgetController(ClusterServices services) : Controller(services, "disruption-controller")
{
    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.DisruptionBudgets, ResourceKeys.Pods];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource == ResourceKeys.DisruptionBudgets)
        {
            Queue.Add(change.Object.Key);
            return;
        }

        foreach (var budget in Store.List(ResourceKeys.DisruptionBudgets, change.Object.Namespace).Items)
        {
            if (LabelSelector.From(budget.Json.At("spec", "selector"))?.Matches(change.Object.Labels) == true)
            {
                Queue.Add(budget.Key);
            }
        }
    }

    protected override Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.DisruptionBudgets, key.Namespace, key.Name) is not { } budget
            || LabelSelector.From(budget.Json.At("spec", "selector")) is not { } selector)
        {
            return Task.CompletedTask;
        }

        var pods = Store.List(ResourceKeys.Pods, key.Namespace).Items
            .Where(pod => selector.Matches(pod.Labels) && PodTemplate.IsActive(pod)).ToList();
        var (minimum, maximum) = (budget.Json.At("spec", "minAvailable"), budget.Json.At("spec", "maxUnavailable"));
        var expected = minimum is not null && minimum.Text() is null ? pods.Count : Wanted(pods);
        var desired = minimum is not null ? Part(minimum, expected) : maximum is not null
            ? Math.Max(0, expected - Part(maximum, expected)) : 0;
        var healthy = pods.Count(PodTemplate.IsReady);
        return Writes.SetStatusAsync(budget, new JsonObject
        {
            ["observedGeneration"] = budget.Json.Integer("metadata", "generation") ?? 0,
            ["disruptionsAllowed"] = expected == 0 ? 0 : Math.Max(0, healthy - desired),
            ["currentHealthy"] = healthy,
            ["desiredHealthy"] = desired,
            ["expectedPods"] = expected,
        }, cancellation);
    }

    // A percentage counts from what the pods' owners ask for.
    private int Wanted(List<StoredObject> pods) =>
        (int)pods.Select(pod => OwnerReferences.ControllerOf(pod)?.Uid).OfType<string>().Distinct()
            .Sum(owner => Store.FindByUid(owner)?.Json.Integer("spec", "replicas") ?? 0);

    private static int Part(JsonNode value, int total) =>
        value.Text() is { } text
            ? (int)Math.Ceiling(total * (int.TryParse(text.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent) ? percent
                : 0) / 100.0)
            : (int)(value.Integer() ?? 0);
}
