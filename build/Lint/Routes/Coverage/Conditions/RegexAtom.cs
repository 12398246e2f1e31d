using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>The strings that match an expression.</summary>
/// <param name="Pattern">The expression.</param>
/// <param name="Language">Its language; none when it is not decided.</param>
/// <param name="Start">What all of the strings begin with, as far as that is known.</param>
internal sealed record RegexAtom(string Pattern, Language? Language, string Start) : Atom
{
    public override TextAtom Hull { get; } = new(Start, IsPrefix: true);

    public bool Equals(RegexAtom? other) => other?.Pattern == Pattern;

    public override int GetHashCode() => Pattern.GetHashCode(StringComparison.Ordinal);
}
