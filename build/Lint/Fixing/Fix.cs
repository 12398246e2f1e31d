using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Fixing;

/// <summary>A mending that keeps the file's comments and layout.</summary>
/// <param name="Source">The file.</param>
/// <param name="Edits">What changes.</param>
public sealed record Fix(SourceText Source, IReadOnlyList<TextEdit> Edits);
