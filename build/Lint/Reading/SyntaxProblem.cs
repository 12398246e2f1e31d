namespace MeshBuild.Lint.Reading;

/// <summary>Says what the parser stumbled over.</summary>
internal static class SyntaxProblem
{
    public static ReadingProblem Of(SourceText source, int index, string message)
    {
        var line = source.PlaceOf(index, index + 1).Line;
        // The parser tells of a tab where what is before it ends.
        var last = message.Contains(" tab", StringComparison.Ordinal) ? source.LineCount : line;
        for (var number = Math.Max(1, line - 1); number <= last; number++)
        {
            var text = source.Line(number).AsSpan();
            var tab = text[..(text.Length - text.TrimStart().Length)].IndexOf('\t');
            if (tab >= 0)
            {
                return Tab(source.StartOf(number) + tab);
            }
        }

        return new ReadingProblem(ProblemKind.Syntax, index, index + 1, Plain(message), "Mend the line; what stands before it may be what is not closed or not indented alike.");
    }

    /// <summary>A tab that indents a line.</summary>
    /// <param name="at">Where it is.</param>
    public static ReadingProblem Tab(int at) => new(ProblemKind.Tab, at, at + 1, "a tab indents this line, which YAML does not allow", "Indent with spaces.");

    // Without the parser's own place, which counts from the document's beginning.
    private static string Plain(string message)
    {
        var text = message.ReplaceLineEndings(" ");
        var at = text.StartsWith("(Line:", StringComparison.Ordinal) ? text.IndexOf("): ", StringComparison.Ordinal) : -1;
        text = at >= 0 ? text[(at + 3)..] : text;
        return $"the YAML cannot be read: {(text.Length > 200 ? text[..200] + "…" : text)}";
    }
}
