using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>The JSONPath of printer columns: names, quoted names, indices, <c>[*]</c> and <c>[?(@.name=="value")]</c>.</summary>
internal static partial class FieldPath
{
    /// <summary>All that the path finds, null values left out.</summary>
    public static IEnumerable<JsonNode?> Find(JsonNode? value, string path)
    {
        IEnumerable<JsonNode?> found = [value];
        foreach (Match step in Step().Matches(path))
        {
            found = [.. found.SelectMany(node => Next(node, step))];
        }

        return found.Where(node => node is not null);
    }

    private static IEnumerable<JsonNode?> Next(JsonNode? node, Match step)
    {
        if (step.Groups["name"] is { Success: true, Value: var name })
        {
            return name == "*" ? All(node) : node is JsonObject value ? [value[name.Replace(@"\.", ".")]] : [];
        }

        if (step.Groups["index"] is { Success: true, Value: var text })
        {
            var index = int.Parse(text, CultureInfo.InvariantCulture);
            return node is not JsonArray items ? [] : index < 0 ? items.SkipLast(-index - 1).TakeLast(1) : items.Skip(index).Take(1);
        }

        if (step.Groups["field"] is { Success: true, Value: var field })
        {
            var expected = step.Groups["value"].Value;
            return All(node).Where(item => item.At(field.Split('.'))?.ToString() == expected);
        }

        return All(node);
    }

    private static IEnumerable<JsonNode?> All(JsonNode? node) => node switch
    {
        JsonArray items => items,
        JsonObject value => value.Select(entry => entry.Value),
        _ => [],
    };

    [GeneratedRegex("""
        \.(?<name>(?:\\\.|[^.\[\]])+)|\['(?<name>[^']+)'\]|\[(?<index>-?[0-9]+)\]|\[\?\(\s*@\.(?<field>[^=\s]+)\s*==\s*["']?(?<value>[^"')]*)["']?\s*\)\]|\[\*\]
        """)]
    private static partial Regex Step();
}
