namespace MeshBuild.Lint.Fixing;

/// <summary>Puts a text in the place of another.</summary>
/// <param name="Start">Where it begins in the file's text.</param>
/// <param name="End">Where it ends; the same: nothing is taken away.</param>
/// <param name="Text">What comes there.</param>
public readonly record struct TextEdit(int Start, int End, string Text);
