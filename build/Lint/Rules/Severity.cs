namespace MeshBuild.Lint.Rules;

/// <summary>How bad a finding is; a later one is worse.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>It surprises in the mesh, or a part of it is ignored.</summary>
    Warning,

    /// <summary>It fails, or it lacks what Istio requires.</summary>
    Error,
}
