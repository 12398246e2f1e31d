using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>ReplicaSets, and the ReplicationControllers before them.</summary>
internal static class ReplicaSetRules
{
    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. Check.NotNegative(spec.At("replicas"), "spec.replicas"),
            .. Check.NotNegative(spec.At("minReadySeconds"), "spec.minReadySeconds"),

            // The server too says deployment here.
            .. TemplateRules.Selected(spec, "deployment", "invalid label selector",
                () => [.. TemplateRules.Validate(spec.At("template")), .. TemplateRules.RunsForEver(spec.At("template"), "ReplicaSet")]),
            .. TemplateRules.SelectorStays(context),
        ];
    }

    /// <summary>Of a ReplicationController the selector is labels alone.</summary>
    public static IEnumerable<FieldError> Controller(WriteContext context)
    {
        var (spec, labels) = (context.New["spec"], context.New.At("spec", "template", "metadata", "labels"));
        var selector = spec.At("selector") as JsonObject ?? [];
        return
        [
            .. Check.NotNegative(spec.At("minReadySeconds"), "spec.minReadySeconds"),
            .. selector.Count == 0 ? (FieldError[])[FieldError.Required("spec.selector")] : [],
            .. Check.NotNegative(spec.At("replicas"), "spec.replicas"),
            .. spec.At("template") is null ? (FieldError[])[FieldError.Required("spec.template")] :
            [
                .. selector.All(label => labels.Text(label.Key) == label.Value.Text()) ? [] : (FieldError[])
                    [GoValue.Invalid("spec.template.metadata.labels", GoValue.Map(labels), "`selector` does not match template `labels`")],
                .. TemplateRules.Validate(spec.At("template")),
                .. TemplateRules.RunsForEver(spec.At("template"), "ReplicationController"),
            ],
        ];
    }
}
