namespace MeshBuild.Lint.Reading;

/// <summary>A place in a file.</summary>
/// <param name="Source">The text.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Length">How many characters of the line it covers, at least 1.</param>
public readonly record struct Place(SourceText Source, int Line, int Column, int Length)
{
    /// <summary><c>file:line:column</c>.</summary>
    public override string ToString() => $"{Source.Name}:{Line}:{Column}";
}
