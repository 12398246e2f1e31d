using YamlDotNet.Core;

namespace MeshBuild.Mesh.Manifests;

/// <summary>Something in a manifest that would fail or be ignored in the mesh.</summary>
/// <param name="Document">The object.</param>
/// <param name="Place">Where in its file.</param>
/// <param name="Message">What it is.</param>
/// <param name="Mending">How to mend it.</param>
public sealed record Finding(ManifestDocument Document, Mark Place, string Message, string Mending)
{
    /// <summary>File, line and column, the line with a caret, and how to mend it.</summary>
    public string Text => SourcePlace.Show(Document.File, Place, Document.Lines, Message) + $"\n    {Mending}";
}
