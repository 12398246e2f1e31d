namespace MeshBuild.Lint.Reading;

/// <summary>Splits a YAML stream where a line begins with <c>---</c>, as kubectl does.</summary>
internal static class DocumentSplit
{
    /// <summary>The ranges of the documents, each with the line that begins it.</summary>
    public static List<(int Start, int End)> Of(string text)
    {
        var ranges = new List<(int Start, int End)>();
        var start = 0;
        for (var index = Next(text, 0); index >= 0; index = Next(text, index + 1))
        {
            // A directive belongs to the document after it.
            if (index > start && !OnlyDirectives(text.AsSpan(start, index - start)))
            {
                ranges.Add((start, index));
                start = index;
            }
        }

        ranges.Add((start, text.Length));
        return ranges;
    }

    private static int Next(string text, int from)
    {
        for (var index = text.IndexOf("---", from, StringComparison.Ordinal); index >= 0; index = text.IndexOf("---", index + 1, StringComparison.Ordinal))
        {
            if ((index == 0 || text[index - 1] == '\n') && (index + 3 == text.Length || char.IsWhiteSpace(text[index + 3])))
            {
                return index;
            }
        }

        return -1;
    }

    private static bool OnlyDirectives(ReadOnlySpan<char> text)
    {
        var directives = false;
        foreach (var line in text.EnumerateLines())
        {
            directives |= line.StartsWith('%');
            if (line.Length > 0 && line[0] is not ('%' or '#' or ' '))
            {
                return false;
            }
        }

        return directives;
    }
}
