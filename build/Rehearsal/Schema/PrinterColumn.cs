namespace MeshBuild.Rehearsal.Schema;

/// <summary>A column that a CustomResourceDefinition asks for. <paramref name="Path"/> is its JSONPath, with the leading dot.</summary>
public sealed record PrinterColumn(string Name, string Type, string Path, string Format, string Description, int Priority);
