using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>StatefulSets. Their pods' spec is not looked at: its mounts are of volumes that the claims bring, and a wrong one shows in the pods.</summary>
internal static class StatefulSetRules
{
    private static readonly string[] Changeable = ["replicas", "template", "updateStrategy"];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. spec.Text("podManagementPolicy") is null or "OrderedReady" or "Parallel" ? []
                : (FieldError[])[FieldError.Invalid("spec.podManagementPolicy", spec.Text("podManagementPolicy"), "must be 'OrderedReady' or 'Parallel'")],
            .. Strategy(spec.At("updateStrategy"), "spec.updateStrategy"),
            .. Check.NotNegative(spec.At("replicas"), "spec.replicas"),
            .. TemplateRules.Selected(spec, "statefulset", "", () => TemplateRules.Metadata(spec.At("template"))),
            .. TemplateRules.RunsForEver(spec.At("template"), "StatefulSet"),
            .. context.Old is { } old && !JsonNode.DeepEquals(Fixed(spec), Fixed(old["spec"]))
                ? (FieldError[])[FieldError.Forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'template', and 'updateStrategy' are forbidden")] : [],
        ];
    }

    private static IEnumerable<FieldError> Strategy(JsonNode? strategy, string field)
    {
        var rollout = strategy.At("rollingUpdate");
        return strategy.Text("type") switch
        {
            null => [],
            "RollingUpdate" => Check.NotNegative(rollout.At("partition"), $"{field}.rollingUpdate.partition"),
            "OnDelete" when rollout is not null => [GoValue.Invalid($"{field}.rollingUpdate",
                $"apps.RollingUpdateStatefulSetStrategy{{Partition:{rollout.Integer("partition") ?? 0}}}", "only allowed for updateStrategy 'RollingUpdate'")],
            "OnDelete" => [],
            var other => [GoValue.Invalid(field, $"apps.StatefulSetUpdateStrategy{{Type:{GoValue.Text(other)}, RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}}",
                "must be 'RollingUpdate' or 'OnDelete'")],
        };
    }

    private static JsonObject Fixed(JsonNode? spec) =>
        new((spec as JsonObject ?? []).Where(field => !Changeable.Contains(field.Key)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
}
