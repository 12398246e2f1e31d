namespace MeshBuild.Mesh.Settings;

/// <summary>A setting: how it is called, what it means and what it may be.</summary>
/// <param name="Name">The name on the command line and in mesh.yaml, <c>istio-version</c>.</param>
/// <param name="Description">What it means, in one line.</param>
/// <param name="Default">The default as text; empty: none.</param>
/// <param name="Valid">What it may be, in words.</param>
/// <param name="IsSwitch">Whether the name alone means true.</param>
public sealed record SettingDefinition(string Name, string Description, string Default, string Valid, bool IsSwitch = false)
{
    /// <summary>The environment variable, <c>MESH_ISTIO_VERSION</c>.</summary>
    public string Variable => "MESH_" + Name.Replace('-', '_').ToUpperInvariant();
}
