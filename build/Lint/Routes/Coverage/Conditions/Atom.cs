namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>A set of strings that a condition names.</summary>
internal abstract record Atom
{
    /// <summary>The smallest string or prefix that is known to have all of the set.</summary>
    public abstract TextAtom Hull { get; }
}
