using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>What <c>kubectl get</c> prints of a custom type.</summary>
internal static class ColumnRules
{
    private static readonly string[] Types = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] Formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static IEnumerable<FieldError> Validate(JsonNode? columns, string field) => Check.Each(columns, field, (column, place) =>
    [
        .. Check.Present(column.Text("name"), $"{place}.name"),
        .. Listed(column.Text("type") ?? "", $"{place}.type", Types, isRequired: true),
        .. Listed(column.Text("format") ?? "", $"{place}.format", Formats, isRequired: false),
        .. Check.Present(column.Text("jsonPath"), $"{place}.JSONPath"),
        .. column.Text("jsonPath") is { Length: > 0 } path ? ScaleRules.SimplePath(path, $"{place}.JSONPath", hasIndices: true) : [],
    ]);

    private static IEnumerable<FieldError> Listed(string text, string field, string[] valid, bool isRequired)
    {
        var detail = $"must be one of {string.Join(',', valid)}";
        return text.Length == 0 ? isRequired ? [FieldError.Required(field, detail)] : []
            : valid.Contains(text) ? [] : [FieldError.Invalid(field, text, detail)];
    }
}
