namespace MeshBuild.Mesh.Settings;

/// <summary>How Lint writes what it found, beside the lines that it prints.</summary>
public enum LintFormat
{
    Text,
    Json,
    Sarif,
    JUnit,
    GitHub,
}
