namespace MeshBuild.Mesh.Reports;

/// <summary>A table with a heading per column; each row has as many cells as there are columns.</summary>
public sealed record Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string? Title = null);
