namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>Whether a set has a member.</summary>
internal enum Emptiness
{
    /// <summary>It has none.</summary>
    Empty,

    /// <summary>It has one at least.</summary>
    Inhabited,

    /// <summary>The budget was spent before, or a condition has no language.</summary>
    Unknown,
}
