namespace MeshBuild.Lint.Reading;

/// <summary>A text that manifests are read from, and the places in it.</summary>
/// <param name="name">How the file is shown, relative to the repository's root.</param>
/// <param name="text">The whole text.</param>
/// <param name="path">The file, absolute; null for what a tool rendered, which cannot be mended in place.</param>
public sealed class SourceText(string name, string text, string? path = null)
{
    private int[]? _lineStarts;

    public string Name { get; } = name;

    public string Text { get; } = text;

    public string? Path { get; } = path;

    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLines();

    /// <summary>The place of a range of characters; on one line: a range over several ends with its first line.</summary>
    public Place PlaceOf(int start, int end)
    {
        start = Math.Clamp(start, 0, Text.Length);
        var line = LineAt(start);
        var length = Math.Min(end, LineStarts[line] + Line(line + 1).Length) - start;
        return new Place(this, line + 1, start - LineStarts[line] + 1, Math.Max(1, length));
    }

    /// <summary>A line without its end.</summary>
    /// <param name="number">The line's number, from 1.</param>
    public string Line(int number)
    {
        var start = LineStarts[number - 1];
        var end = number < LineStarts.Length ? LineStarts[number] : Text.Length;
        return Text[start..end].TrimEnd('\n', '\r');
    }

    /// <summary>Where a line begins, as an index into the text.</summary>
    /// <param name="number">The line's number, from 1; one more than the last: the text's end.</param>
    public int StartOf(int number) => number <= LineStarts.Length ? LineStarts[number - 1] : Text.Length;

    private int LineAt(int index)
    {
        var found = Array.BinarySearch(LineStarts, index);
        return found >= 0 ? found : ~found - 1;
    }

    private int[] FindLines()
    {
        var starts = new List<int> { 0 };
        for (var index = Text.IndexOf('\n'); index >= 0; index = Text.IndexOf('\n', index + 1))
        {
            starts.Add(index + 1);
        }

        return [.. starts];
    }
}
