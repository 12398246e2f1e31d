namespace MeshBuild.Build.Tools;

/// <summary>A command line.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments, rendered and quoted.</param>
/// <param name="Folder">Its working directory; null: this program's.</param>
public sealed record ToolCommand(string File, string Arguments, string? Folder = null);
