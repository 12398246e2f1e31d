using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>Label selectors with matchLabels and matchExpressions.</summary>
internal static class SelectorRules
{
    /// <summary>The errors of a selector; none of a missing one.</summary>
    public static IReadOnlyList<FieldError> Validate(JsonNode? selector, string field) =>
    [
        .. Check.Labels(selector.At("matchLabels"), $"{field}.matchLabels"),
        .. Check.Each(selector.At("matchExpressions"), $"{field}.matchExpressions", Requirement),
    ];

    /// <summary>Whether it has no requirement.</summary>
    public static bool IsEmpty(JsonNode? selector) =>
        selector.At("matchLabels") is not JsonObject { Count: > 0 } && selector.At("matchExpressions") is not JsonArray { Count: > 0 };

    /// <summary>Whether it can be used: the values of its expressions are looked at only when it is.</summary>
    public static bool IsUsable(JsonNode? selector) => Validate(selector, "").Count == 0
        && selector.Each("matchExpressions").SelectMany(expression => expression.Each("values")).All(value => NameFormat.LabelValue(value.Text() ?? "").Count == 0);

    private static IEnumerable<FieldError> Requirement(JsonNode? requirement, string field) =>
    [
        .. (requirement.Text("operator") ?? "") switch
        {
            "In" or "NotIn" when !requirement.Each("values").Any() =>
                [FieldError.Required($"{field}.values", "must be specified when `operator` is 'In' or 'NotIn'")],
            "Exists" or "DoesNotExist" when requirement.Each("values").Any() =>
                [FieldError.Forbidden($"{field}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")],
            "In" or "NotIn" or "Exists" or "DoesNotExist" => (FieldError[])[],
            var other => [FieldError.Invalid($"{field}.operator", other, "not a valid selector operator")],
        },
        .. NameFormat.QualifiedName(requirement.Text("key") ?? "").Select(wrong => FieldError.Invalid($"{field}.key", requirement.Text("key") ?? "", wrong)),
    ];
}
