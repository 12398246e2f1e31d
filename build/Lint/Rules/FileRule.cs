using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules;

/// <summary>A rule that looks at one file and nothing else, so that what it finds holds until the file changes.</summary>
/// <inheritdoc cref="Rule" />
public abstract class FileRule(string code, Severity severity, string title, string why, string? istioCode = null)
    : Rule(code, severity, title, why, istioCode)
{
    /// <summary>Everything that it finds in a file.</summary>
    public abstract IEnumerable<Finding> Check(ManifestFile file, LintOptions options);

    public sealed override IEnumerable<Finding> Check(MeshModel mesh) => mesh.Files.SelectMany(file => Check(file, mesh.Options));
}
