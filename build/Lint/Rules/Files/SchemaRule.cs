using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Rules.Files;

/// <summary>A rule that says where an object differs from its type.</summary>
public abstract class SchemaRule(SchemaProblemKind kind, string code, string title, string why, string? istioCode = null)
    : FileRule(code, Severity.Error, title, why, istioCode)
{
    public sealed override IEnumerable<Finding> Check(ManifestFile file, LintOptions options) =>
        file.SchemaProblems.Where(problem => problem.Kind == kind && (problem.Since == 0 || problem.Since > options.KubernetesMinor))
            .Select(problem => Found(problem.Manifest, problem.At, problem.Message, problem.Remedy));
}
