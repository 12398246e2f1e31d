using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>Pods by themselves: their spec, and the little that an update may change of it.</summary>
internal static class PodRules
{
    private const string Changed = "pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, "
        + "`spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing tolerations)";

    private static readonly string[] Lists = ["containers", "initContainers"];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. PodSpecRules.Validate(spec, "spec"),
            .. Lists.SelectMany(list => Check.Each(spec.At(list), $"spec.{list}", Image)),
            .. context.Old is { } old ? Update(spec, old["spec"]) : [],
        ];
    }

    // Templates may have such images, and their pods are refused.
    private static IEnumerable<FieldError> Image(JsonNode? container, string field) =>
        container.Text("image") is { } image && image != image.Trim() ? [FieldError.Invalid($"{field}.image", image, "must not have leading or trailing whitespace")] : [];

    private static IEnumerable<FieldError> Update(JsonNode? spec, JsonNode? before)
    {
        if (JsonNode.DeepEquals(spec, before))
        {
            return [];
        }

        var counts = Lists.Where(list => spec.Each(list).Count() != before.Each(list).Count())
            .Select(list => FieldError.Forbidden($"spec.{list}", "pod updates may not add or remove containers")).ToList();
        return counts.Count > 0 ? counts :
        [
            .. Deadline(spec.Integer("activeDeadlineSeconds"), before.Integer("activeDeadlineSeconds")),
            .. Tolerations(spec, before),
            .. JsonNode.DeepEquals(Fixed(spec), Fixed(before)) ? [] : (FieldError[])[FieldError.Forbidden("spec", Changed)],
        ];
    }

    private static IEnumerable<FieldError> Deadline(long? seconds, long? before) => (seconds, before) switch
    {
        (null, not null) => [GoValue.Invalid("spec.activeDeadlineSeconds", "\"null\"", "must not update from a positive integer to nil value")],
        (not null, not null) when seconds > before => [FieldError.Invalid("spec.activeDeadlineSeconds", seconds, "must be less than or equal to previous value")],
        _ => [],
    };

    private static IEnumerable<FieldError> Tolerations(JsonNode? spec, JsonNode? before)
    {
        static string Shown(JsonNode? toleration) =>
            $"{toleration.Text("key")}|{toleration.Text("operator")}|{toleration.Text("value")}|{toleration.Text("effect")}";

        var kept = spec.Each("tolerations").Select(Shown).ToHashSet();
        return before.Each("tolerations").All(toleration => kept.Contains(Shown(toleration))) ? []
            : [FieldError.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")];
    }

    private static JsonNode Fixed(JsonNode? spec)
    {
        var rest = spec is JsonObject given ? given.DeepClone().AsObject() : [];
        rest.Remove("activeDeadlineSeconds");
        rest.Remove("tolerations");
        foreach (var container in Lists.SelectMany(list => rest.Each(list)).OfType<JsonObject>())
        {
            container.Remove("image");
        }

        return rest;
    }
}
