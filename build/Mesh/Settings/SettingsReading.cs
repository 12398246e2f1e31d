namespace MeshBuild.Mesh.Settings;

/// <summary>The settings of a run, and where each came from.</summary>
public sealed record SettingsReading(MeshSettings Settings, IReadOnlyList<SettingValue> Values);
