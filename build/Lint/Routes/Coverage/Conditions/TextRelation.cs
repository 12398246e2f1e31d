namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>Where a set of strings lies, seen from another set.</summary>
internal enum TextRelation
{
    /// <summary>The other has all of it.</summary>
    Inside,

    /// <summary>The other has none of it.</summary>
    Apart,

    /// <summary>
    /// The other has some of it, and no finite number of such others has all: what is left is longer, or goes on with a
    /// character that none of them names.
    /// </summary>
    Wider,

    /// <summary>The other has it in one case of its letters, of which there is a finite number.</summary>
    OtherCases,
}
