using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>The plugin ResourceQuota, as far as a scenario asks for it: a quota of no pods. Quotas that somebody creates are not looked at.</summary>
internal sealed class QuotaAdmission(CurrentScenario scenario) : IAdmission
{
    public ValueTask MutateAsync(WriteContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ValidateAsync(WriteContext context, CancellationToken cancellation) =>
        context.Operation == Operation.Create && context.Is("", "pods") && context.Request.Subresource.Length == 0
            && Scenario.Concerns(scenario.Value.Quota, context.Name, context.New.Text("metadata", "labels", "app"))
            ? throw Failures.Forbidden(context.Resource, context.Name, "exceeded quota: rehearsal, requested: pods=1, used: pods=0, limited: pods=0")
            : ValueTask.CompletedTask;
}
