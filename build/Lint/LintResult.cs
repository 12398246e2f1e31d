using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint;

/// <summary>What Lint says of a set of manifests.</summary>
/// <param name="Findings">What was found, in the order of files and lines.</param>
/// <param name="Silenced">What was found and is silenced.</param>
/// <param name="Files">How many files were read.</param>
/// <param name="Objects">How many objects they have.</param>
public sealed record LintResult(IReadOnlyList<Finding> Findings, IReadOnlyList<Finding> Silenced, int Files, int Objects)
{
    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);

    /// <summary>Whether something is as bad as the severity, or worse.</summary>
    public bool Reaches(Severity severity) => Findings.Any(finding => finding.Severity >= severity);
}
