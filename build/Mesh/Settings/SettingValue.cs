namespace MeshBuild.Mesh.Settings;

/// <summary>A setting's value and where it came from.</summary>
/// <param name="Definition">The setting.</param>
/// <param name="Text">The value as it was written; null: not set and without a default.</param>
/// <param name="Source">Which source gave it.</param>
/// <param name="Where">The source in words: <c>--timeout</c>, <c>MESH_TIMEOUT</c>, <c>mesh.yaml:3:1</c>, <c>default</c>.</param>
public sealed record SettingValue(SettingDefinition Definition, string? Text, SettingSource Source, string Where);
