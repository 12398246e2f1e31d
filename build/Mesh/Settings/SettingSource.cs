namespace MeshBuild.Mesh.Settings;

/// <summary>Where a setting's value came from; an earlier one wins.</summary>
public enum SettingSource
{
    CommandLine,
    Environment,
    File,
    Default,
}
