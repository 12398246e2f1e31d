using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Files;

/// <summary>A rule that says what kept a file, or a part of it, from being read.</summary>
public abstract class ReadingRule(ProblemKind kind, string code, string title, string why)
    : FileRule(code, Severity.Error, title, why)
{
    public sealed override IEnumerable<Finding> Check(ManifestFile file, LintOptions options) =>
        file.Problems.Where(problem => problem.Kind == kind)
            .Select(problem => new Finding(this, Severity, file.Source.PlaceOf(problem.Start, problem.End), null, problem.Message, problem.Remedy));
}
