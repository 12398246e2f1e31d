namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>One condition of a match on a string, as the manifest has it.</summary>
/// <param name="Kind">How it compares.</param>
/// <param name="Value">What it compares with; empty for <see cref="StringMatchKind.Presence"/>.</param>
public sealed record StringMatch(StringMatchKind Kind, string Value)
{
    /// <summary>The value is there, whatever it is.</summary>
    public static StringMatch Presence { get; } = new(StringMatchKind.Presence, "");

    /// <summary><c>exact: VALUE</c>.</summary>
    public static StringMatch Exact(string value) => new(StringMatchKind.Exact, value);

    /// <summary><c>prefix: VALUE</c>.</summary>
    public static StringMatch Prefix(string value) => new(StringMatchKind.Prefix, value);

    /// <summary><c>regex: VALUE</c>.</summary>
    public static StringMatch Regex(string value) => new(StringMatchKind.Regex, value);
}
