namespace MeshBuild.Mesh.Checks;

/// <summary>How a check ended.</summary>
public enum CheckState
{
    Ok,
    Warning,
    Failed,
}
