using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>PodDisruptionBudgets: one limit, of a number or a percentage.</summary>
internal static class DisruptionBudgetRules
{
    private static readonly string[] Limits = ["minAvailable", "maxUnavailable"];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. Limits.All(limit => spec.At(limit) is not null)
                ? (FieldError[])[GoValue.Invalid("spec", "policy.PodDisruptionBudgetSpec{...}", "minAvailable and maxUnavailable cannot be both set")] : [],
            .. Limits.Where(limit => spec.At(limit) is not null).SelectMany(limit => (IEnumerable<FieldError>)
            [
                .. RolloutLimits.NumberOrPercent(spec.At(limit), $"spec.{limit}"),
                .. RolloutLimits.UpToAll(spec.At(limit), $"spec.{limit}"),
            ]),
            .. SelectorRules.Validate(spec.At("selector"), "spec.selector"),
        ];
    }
}
