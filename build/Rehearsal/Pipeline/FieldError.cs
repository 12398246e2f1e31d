using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>One thing wrong with an object, with the reasons of the server's causes.</summary>
/// <param name="Reason">FieldValueRequired, FieldValueInvalid …</param>
/// <param name="Field">Its path, <c>spec.template.metadata.labels</c>.</param>
/// <param name="Message">What the cause says, the value included: <c>Required value: name or generateName is required</c>.</param>
public sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {Shown(value)}: {detail}");

    public static FieldError Duplicate(string field, JsonNode? value) => new("FieldValueDuplicate", field, $"Duplicate value: {Shown(value)}");

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static FieldError NotFound(string field, JsonNode? value) => new("FieldValueNotFound", field, $"Not found: {Shown(value)}");

    public static FieldError NotSupported(string field, JsonNode? value, IEnumerable<string> valid) =>
        new("FieldValueNotSupported", field,
            $"Unsupported value: {Shown(value)}: supported values: {string.Join(", ", valid.Select(one => $"\"{one}\""))}");

    public override string ToString() => $"{Field}: {Message}";

    private static string Shown(JsonNode? value) => value is null ? "null" : System.Text.Encoding.UTF8.GetString(JsonText.Utf8(value));
}
