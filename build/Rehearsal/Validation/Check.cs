using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>The checks that the rules of many types share. Each takes a value that may be missing and gives what is wrong with it.</summary>
internal static class Check
{
    private const int HighestPort = 65535;

    /// <summary>Every item of a list by a rule that is told the item and its place, <c>spec.ports[0]</c>.</summary>
    public static IEnumerable<FieldError> Each(JsonNode? list, string field, Func<JsonNode?, string, IEnumerable<FieldError>> rule) =>
        list.Each().SelectMany((item, index) => rule(item, $"{field}[{index}]"));

    public static IEnumerable<FieldError> Present(string? text, string field, string detail = "") =>
        string.IsNullOrEmpty(text) ? [FieldError.Required(field, detail)] : [];

    /// <summary>A text of a form, when it is there.</summary>
    public static IEnumerable<FieldError> Form(string? text, string field, Func<string, IReadOnlyList<string>> form) =>
        string.IsNullOrEmpty(text) ? [] : form(text).Select(wrong => FieldError.Invalid(field, text, wrong));

    /// <summary>A text that must be there and of a form.</summary>
    public static IEnumerable<FieldError> Named(string? text, string field, Func<string, IReadOnlyList<string>> form) =>
        [.. Present(text, field), .. Form(text, field, form)];

    /// <summary>One of the values, when it is there.</summary>
    public static IEnumerable<FieldError> OneOf(string? text, string field, params IReadOnlyList<string> valid) =>
        text is null || valid.Contains(text) ? [] : [FieldError.NotSupported(field, text, valid)];

    public static IEnumerable<FieldError> NotNegative(JsonNode? value, string field) =>
        value.Integer() is < 0 and var number ? [FieldError.Invalid(field, number, "must be greater than or equal to 0")] : [];

    /// <summary>A whole number between the two, when it is there.</summary>
    public static IEnumerable<FieldError> Range(JsonNode? value, string field, long least, long most) =>
        value.Integer() is { } number && (number < least || number > most) ? [FieldError.Invalid(field, number, $"must be between {least} and {most}, inclusive")] : [];

    public static IEnumerable<FieldError> Port(JsonNode? value, string field) => Range(value, field, 1, HighestPort);

    /// <summary>A port's number or the name of a container's port.</summary>
    public static IEnumerable<FieldError> PortOrName(JsonNode? value, string field) =>
        value.Text() is { } name ? NameFormat.PortName(name).Select(wrong => FieldError.Invalid(field, name, wrong)) : Port(value ?? 0, field);

    /// <summary>Labels, as of metadata or of a selector without expressions.</summary>
    public static IEnumerable<FieldError> Labels(JsonNode? labels, string field) => (labels as JsonObject ?? []).SelectMany(label => (IEnumerable<FieldError>)
    [
        .. NameFormat.QualifiedName(label.Key).Select(wrong => FieldError.Invalid(field, label.Key, wrong)),
        .. NameFormat.LabelValue(label.Value.Text() ?? "").Select(wrong => FieldError.Invalid(field, label.Value.Text(), wrong)),
    ]);

    /// <summary>Annotations: keys as of labels, though case does not count, and a limit for all together.</summary>
    public static IEnumerable<FieldError> Annotations(JsonNode? annotations, string field)
    {
        const int Most = 256 * 1024;
        var entries = annotations as JsonObject ?? [];
        var keys = entries.SelectMany(entry => NameFormat.QualifiedName(entry.Key.ToLowerInvariant()).Select(wrong => FieldError.Invalid(field, entry.Key, wrong)));
        var size = entries.Sum(entry => (long)System.Text.Encoding.UTF8.GetByteCount(entry.Key) + System.Text.Encoding.UTF8.GetByteCount(entry.Value.Text() ?? ""));
        return size > Most ? keys.Append(new FieldError("FieldValueTooLong", field, $"Too long: must have at most {Most} bytes")) : keys;
    }

    /// <summary>A value that an update may not change.</summary>
    public static IEnumerable<FieldError> Immutable(JsonNode? value, JsonNode? before, string field, string shown, string detail = "field is immutable") =>
        JsonNode.DeepEquals(value, before) ? [] : [GoValue.Invalid(field, shown, detail)];
}
