namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>What is wrong with a rule or a match.</summary>
public enum CoverageKind
{
    /// <summary>No request reaches the rule: earlier rules take all of its requests, or its matches are impossible.</summary>
    UnreachableRule,

    /// <summary>Earlier rules take all requests of one match; others of the same rule get some.</summary>
    UnreachableMatch,

    /// <summary>
    /// Earlier, wider rules take an alternative that a match names: one of its gateways, one value of a regex that
    /// lists values. Or the VirtualService does not list one of its gateways, and no rule takes it.
    /// </summary>
    PartlyTakenMatch,

    /// <summary>No request fulfils the conditions of a match, whatever the order of rules.</summary>
    ImpossibleMatch,
}
