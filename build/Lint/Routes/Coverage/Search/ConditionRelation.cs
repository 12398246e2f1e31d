namespace MeshBuild.Lint.Routes.Coverage.Search;

/// <summary>What the requests of a match have to do with a condition of another, from the tightest to the loosest.</summary>
internal enum ConditionRelation
{
    /// <summary>No request fulfils it.</summary>
    Fails,

    /// <summary>Every request fulfils it.</summary>
    Holds,

    /// <summary>Some requests break it, and would even if they had to break any number of such conditions on the same dimension.</summary>
    Breakable,

    /// <summary>Some requests may break it, as long as others do not forbid that.</summary>
    Open,
}
