using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>Deployments: replicas, template, strategy, deadlines.</summary>
internal static class DeploymentRules
{
    private const string Strategy = "spec.strategy";

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. Check.NotNegative(spec.At("replicas"), "spec.replicas"),
            .. TemplateRules.Selected(spec, "deployment", "invalid label selector",
                () => [.. TemplateRules.Validate(spec.At("template")), .. TemplateRules.RunsForEver(spec.At("template"), "ReplicaSet")]),
            .. StrategyRules(spec.At("strategy")),
            .. Check.NotNegative(spec.At("minReadySeconds"), "spec.minReadySeconds"),
            .. Check.NotNegative(spec.At("revisionHistoryLimit"), "spec.revisionHistoryLimit"),
            .. Deadline(spec),
            .. TemplateRules.SelectorStays(context),
        ];
    }

    private static IEnumerable<FieldError> StrategyRules(JsonNode? strategy) => strategy.Text("type") switch
    {
        null => [],
        "RollingUpdate" => RollingUpdate(strategy.At("rollingUpdate")),
        "Recreate" when strategy.At("rollingUpdate") is not null =>
            [FieldError.Forbidden($"{Strategy}.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")],
        "Recreate" => [],
        var other => [GoValue.NotSupported(Strategy, $"apps.DeploymentStrategy{{Type:{GoValue.Text(other)}, RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}}", "Recreate", "RollingUpdate")],
    };

    private static IEnumerable<FieldError> RollingUpdate(JsonNode? rollout)
    {
        var (unavailable, surge) = (rollout.At("maxUnavailable"), rollout.At("maxSurge"));
        return
        [
            .. RolloutLimits.NumberOrPercent(unavailable, $"{Strategy}.rollingUpdate.maxUnavailable"),
            .. RolloutLimits.NumberOrPercent(surge, $"{Strategy}.rollingUpdate.maxSurge"),
            .. RolloutLimits.IsZero(unavailable) && RolloutLimits.IsZero(surge)
                ? (FieldError[])[GoValue.Invalid($"{Strategy}.rollingUpdate.maxUnavailable", GoValue.IntOrString(unavailable), "may not be 0 when `maxSurge` is 0")] : [],
            .. RolloutLimits.UpToAll(unavailable, $"{Strategy}.rollingUpdate.maxUnavailable"),
        ];
    }

    private static IEnumerable<FieldError> Deadline(JsonNode? spec) =>
    [
        .. Check.NotNegative(spec.At("progressDeadlineSeconds"), "spec.progressDeadlineSeconds"),
        .. spec.Integer("progressDeadlineSeconds") is { } deadline && deadline <= (spec.Integer("minReadySeconds") ?? 0)
            ? (FieldError[])[FieldError.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")] : [],
    ];
}
