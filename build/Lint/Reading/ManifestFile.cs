using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Reading;

/// <summary>What was read from a text.</summary>
/// <param name="source">The text.</param>
/// <param name="manifests">Its objects, in order; the items of lists among them.</param>
/// <param name="problems">What could not be read.</param>
public sealed class ManifestFile(SourceText source, IReadOnlyList<Manifest> manifests, IReadOnlyList<ReadingProblem> problems)
{
    private readonly Lazy<IReadOnlyList<SchemaProblem>> _schemaProblems = new(() => SchemaCheck.Check(manifests));

    public SourceText Source { get; } = source;

    public IReadOnlyList<Manifest> Manifests { get; } = manifests;

    public IReadOnlyList<ReadingProblem> Problems { get; } = problems;

    /// <summary>Where its objects differ from their types.</summary>
    public IReadOnlyList<SchemaProblem> SchemaProblems => _schemaProblems.Value;
}
