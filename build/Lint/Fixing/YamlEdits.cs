using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Fixing;

/// <summary>Edits of a YAML file that leave everything else in it as it is.</summary>
internal static class YamlEdits
{
    /// <summary>Adds entries to a mapping; null when the file cannot be mended (it is JSON, or was rendered).</summary>
    /// <param name="source">The file.</param>
    /// <param name="mapping">The mapping, which has an entry at least.</param>
    /// <param name="lines">The lines of the new entry, the later ones indented as they lie below the first.</param>
    public static Fix? Add(SourceText source, MappingNode mapping, params ReadOnlySpan<string> lines)
    {
        if (!IsMendable(source) || mapping.Entries.Length == 0 || (mapping.IsFlow && lines.Length > 1) || IsAliased(source, mapping))
        {
            return null;
        }

        if (mapping.IsFlow)
        {
            return new Fix(source, [new TextEdit(mapping.Entries[0].Key.Start, mapping.Entries[0].Key.Start, lines[0] + ", ")]);
        }

        var first = mapping.Entries[0].Key;
        var indent = new string(' ', source.PlaceOf(first.Start, first.End).Column - 1);
        var newLine = NewLine(source) + indent;
        var text = string.Join(newLine, lines!);
        if (mapping.Entries[^1] is { Value: ScalarNode last } && source.Text.AsSpan(last.Start, last.End - last.Start).IndexOf('\n') < 0)
        {
            var end = source.Text.IndexOf('\n', last.End);
            end = end < 0 ? source.Text.Length : end > 0 && source.Text[end - 1] == '\r' ? end - 1 : end;
            return new Fix(source, [new TextEdit(end, end, newLine + text)]);
        }

        return new Fix(source, [new TextEdit(first.Start, first.Start, text + newLine)]);
    }

    /// <summary>Adds an item after one of a sequence; null when the file cannot be mended.</summary>
    /// <param name="source">The file.</param>
    /// <param name="item">The item before it, a mapping in block style.</param>
    /// <param name="text">The item, on one line.</param>
    public static Fix? AddItem(SourceText source, MappingNode item, string text)
    {
        if (!IsMendable(source) || item.IsFlow || item.Entries is not [.., { Value: ScalarNode last }])
        {
            return null;
        }

        var place = source.PlaceOf(item.Start, item.End);
        var line = source.Line(place.Line);
        var hyphen = line.LastIndexOf('-', Math.Max(0, place.Column - 2));
        var end = source.StartOf(source.PlaceOf(last.Start, last.End).Line) + source.Line(source.PlaceOf(last.Start, last.End).Line).Length;
        return hyphen < 0 || IsAliased(source, item) ? null : new Fix(source, [new TextEdit(end, end, $"{NewLine(source)}{new string(' ', hyphen)}- {text}")]);
    }

    /// <summary>Puts another text in a scalar's place; null when the file cannot be mended.</summary>
    public static Fix? Replace(SourceText source, ScalarNode scalar, string value) =>
        IsMendable(source) ? new Fix(source, [new TextEdit(scalar.Start, scalar.End, value)]) : null;

    /// <summary>A text as a scalar that stays a string.</summary>
    public static string Quoted(string text) => ScalarTypes.Of(text) == ScalarType.String ? text : $"\"{text}\"";

    private static string NewLine(SourceText source) => source.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    private static bool IsMendable(SourceText source) => source.Path is not null && !JsonText.IsJson(source.Text);

    // What an alias names stands elsewhere, and others may use it too.
    private static bool IsAliased(SourceText source, MappingNode mapping) =>
        source.Text.Contains('&') && mapping.Start > 0 && source.Text.AsSpan(0, mapping.Start).TrimEnd().LastIndexOf('\n') is var line
            && source.Text.AsSpan(Math.Max(0, line), mapping.Start - Math.Max(0, line)).Contains('&');
}
