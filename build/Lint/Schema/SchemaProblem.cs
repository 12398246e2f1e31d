using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Schema;

/// <summary>A difference between an object and its type.</summary>
/// <param name="Kind">What differs.</param>
/// <param name="Manifest">The object.</param>
/// <param name="At">Where.</param>
/// <param name="Path">The field, <c>spec.template</c>.</param>
/// <param name="Message">What is wrong, in words.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Since">For a newer field: the minor version that brought it.</param>
public sealed record SchemaProblem(SchemaProblemKind Kind, Manifest Manifest, Node At, string Path, string Message, string Remedy, int Since = 0);
