using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>Columns that many types share, and how their cells are written.</summary>
internal static class Cells
{
    public const string None = "<none>";

    public static TableColumn Name { get; } = new("Name", (value, _) => value.Text("metadata", "name")) { Format = "name" };

    public static TableColumn Age { get; } = new("Age", (value, now) => HumanDuration.Since(value.At("metadata", "creationTimestamp"), now));

    public static TableColumn Text(string name, Func<JsonObject, string?> cell, int priority = 0) => new(name, (value, _) => cell(value)) { Priority = priority };

    public static TableColumn Count(string name, Func<JsonObject, long> cell) => new(name, (value, _) => cell(value)) { Type = "integer" };

    public static TableColumn Flag(string name, params string[] path) => new(name, (value, _) => value.IsTrue(path)) { Type = "boolean" };

    /// <summary>The columns of -o wide that describe a pod template.</summary>
    public static TableColumn[] Template(bool selector, params string[] path)
    {
        string Joined(JsonObject value, string field) => string.Join(",", value.Each([.. path, "spec", "containers"]).Select(container => container.Text(field)));

        TableColumn[] columns = [Text("Containers", value => Joined(value, "name"), 1), Text("Images", value => Joined(value, "image"), 1)];
        return selector ? [.. columns, Text("Selector", value => Selector(value.At("spec", "selector")), 1)] : columns;
    }

    /// <summary>A LabelSelector, or the plain map of a Service.</summary>
    public static string Selector(JsonNode? selector)
    {
        if (selector is not JsonObject json || json.Count == 0)
        {
            return None;
        }

        var isPlain = json["matchLabels"] is null && json["matchExpressions"] is null;
        var labels = (isPlain ? json : json["matchLabels"] as JsonObject ?? [])
            .OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}");
        var expressions = json.Each("matchExpressions").Select(Expression);
        return string.Join(",", isPlain ? labels : labels.Concat(expressions));
    }

    /// <summary><c>a,b,c + 2 more...</c></summary>
    public static string Some(IReadOnlyList<string> items, int limit) => items.Count == 0 ? None
        : string.Join(",", items.Take(limit)) + (items.Count > limit ? $" + {items.Count - limit} more..." : "");

    public static string OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;

    private static string Expression(JsonNode? expression)
    {
        var (key, values) = (expression.Text("key"), string.Join(",", expression.Each("values").Select(value => value?.ToString())));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key ?? "",
        };
    }
}
