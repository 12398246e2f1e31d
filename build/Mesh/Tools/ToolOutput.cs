namespace MeshBuild.Mesh.Tools;

/// <summary>What a tool's run gave: its exit code and all that it wrote.</summary>
public sealed record ToolOutput(int ExitCode, string StandardOutput, string StandardError)
{
    /// <summary>Whether the exit code was 0.</summary>
    public bool Succeeded => ExitCode == 0;
}
