using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>Values as the server prints those that are no plain text or number: in the syntax of Go. What holds pointers cannot be told alike.</summary>
internal static class GoValue
{
    /// <summary>An invalid value that is already printed.</summary>
    public static FieldError Invalid(string field, string shown, string detail) =>
        new("FieldValueInvalid", field, detail.Length == 0 ? $"Invalid value: {shown}" : $"Invalid value: {shown}: {detail}");

    /// <summary>An unsupported value that is already printed.</summary>
    public static FieldError NotSupported(string field, string shown, params IReadOnlyList<string> valid) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {shown}: supported values: {string.Join(", ", valid.Select(Text))}");

    public static string Text(string? text) => System.Text.Encoding.UTF8.GetString(JsonText.Utf8(text ?? ""));

    /// <summary>A map of texts: its keys come in order.</summary>
    public static string Map(JsonNode? map) => map is not JsonObject entries
        ? "map[string]string(nil)"
        : $"map[string]string{{{string.Join(", ", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{Text(entry.Key)}:{Text(entry.Value.Text())}"))}}}";

    /// <summary>A list of texts, of a type of its own where it has one.</summary>
    public static string Texts(JsonNode? list, string type = "string") => list is not JsonArray
        ? $"[]{type}(nil)"
        : $"[]{type}{{{string.Join(", ", list.Each().Select(item => Text(item.Text())))}}}";

    public static string IntOrString(JsonNode? value) => value.Text() is { } text
        ? $"intstr.IntOrString{{Type:1, IntVal:0, StrVal:{Text(text)}}}"
        : $"intstr.IntOrString{{Type:0, IntVal:{value.Integer() ?? 0}, StrVal:\"\"}}";

    /// <summary>A label selector with matchLabels and matchExpressions.</summary>
    public static string Selector(JsonNode? selector)
    {
        const string Requirement = "v1.LabelSelectorRequirement";
        var expressions = selector.At("matchExpressions") is JsonArray list
            ? $"{{{string.Join(", ", list.Select(one => $"{Requirement}{{Key:{Text(one.Text("key"))}, Operator:{Text(one.Text("operator"))}, Values:{Texts(one.At("values"))}}}"))}}}"
            : "(nil)";
        return $"v1.LabelSelector{{MatchLabels:{Map(selector.At("matchLabels"))}, MatchExpressions:[]{Requirement}{expressions}}}";
    }
}
