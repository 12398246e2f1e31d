using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>DaemonSets: selector, template, strategy.</summary>
internal static class DaemonSetRules
{
    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. SelectorRules.Validate(spec.At("selector"), "spec.selector"),
            .. SelectorRules.IsUsable(spec.At("selector")) ? TemplateRules.Matched(spec) : [],
            .. TemplateRules.Empty(spec.At("selector"), "daemonset"),
            .. TemplateRules.Validate(spec.At("template")),
            .. TemplateRules.RunsForEver(spec.At("template"), "DaemonSet"),
            .. Check.NotNegative(spec.At("minReadySeconds"), "spec.minReadySeconds"),
            .. Strategy(spec.At("updateStrategy"), "spec.updateStrategy"),
            .. Check.NotNegative(spec.At("revisionHistoryLimit"), "spec.revisionHistoryLimit"),
            .. TemplateRules.SelectorStays(context),
        ];
    }

    private static IEnumerable<FieldError> Strategy(JsonNode? strategy, string field)
    {
        var (place, most) = ($"{field}.rollingUpdate.maxUnavailable", strategy.At("rollingUpdate", "maxUnavailable"));
        return strategy.Text("type") switch
        {
            null or "OnDelete" => [],
            "RollingUpdate" =>
            [
                .. RolloutLimits.NumberOrPercent(most, place),
                .. RolloutLimits.IsZero(most) ? (FieldError[])[GoValue.Invalid(place, GoValue.IntOrString(most), "cannot be 0")] : [],
                .. RolloutLimits.UpToAll(most, place),
            ],
            var other => [GoValue.NotSupported(field, $"apps.DaemonSetUpdateStrategy{{Type:{GoValue.Text(other)}, RollingUpdate:(*apps.RollingUpdateDaemonSet)(nil)}}",
                "RollingUpdate", "OnDelete")],
        };
    }
}
