namespace MeshBuild.Lint.Reading;

/// <summary>A key and its value.</summary>
public readonly record struct MappingEntry(ScalarNode Key, Node Value);
