using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>Where a scale subresource finds its numbers; and simple paths, as printer columns have them too.</summary>
internal static partial class ScaleRules
{
    public static IEnumerable<FieldError> Validate(JsonNode? subresources, string field) => subresources.At("scale") is not { } scale ? [] :
    [
        .. Path(scale, $"{field}.scale", "specReplicasPath", "should be a json path under .spec", isRequired: true, ".spec."),
        .. Path(scale, $"{field}.scale", "statusReplicasPath", "should be a json path under .status", isRequired: true, ".status."),
        .. Path(scale, $"{field}.scale", "labelSelectorPath", "should be a json path under either .spec or .status", isRequired: false, ".spec.", ".status."),
    ];

    /// <summary>A path of names, <c>.spec.replicas</c>; one of a column may have indices too.</summary>
    public static IEnumerable<FieldError> SimplePath(string path, string field, bool hasIndices) => (hasIndices ? ColumnForm() : Form()).IsMatch(path) ? []
        : [FieldError.Invalid(field, path, "must be a simple json path starting with .")];

    private static IEnumerable<FieldError> Path(JsonNode? scale, string field, string name, string detail, bool isRequired, params string[] below)
    {
        var (path, place) = (scale.Text(name) ?? "", $"{field}.{name}");
        return path.Length == 0 ? isRequired ? [FieldError.Required(place)] : []
            : SimplePath(path, place, hasIndices: false).ToList() is { Count: > 0 } wrong ? wrong
            : below.Any(start => path.StartsWith(start, StringComparison.Ordinal)) ? [] : [FieldError.Invalid(place, path, detail)];
    }

    [GeneratedRegex(@"\A\.[^{}$'""]*\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\A\.[^{}$]*\z")]
    private static partial Regex ColumnForm();
}
