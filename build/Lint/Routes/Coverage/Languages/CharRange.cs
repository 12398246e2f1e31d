namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>The characters from one to another, both included.</summary>
internal readonly record struct CharRange(char First, char Last);
