using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>An object seen as what its kind means to the mesh.</summary>
/// <param name="manifest">The object.</param>
/// <param name="namespace">The namespace that it will be in.</param>
public abstract class MeshObject(Manifest manifest, string @namespace)
{
    public Manifest Manifest { get; } = manifest;

    public string Namespace { get; } = @namespace;

    public string Name => Manifest.Name;

    public MappingNode Spec { get; } = manifest.Root.Mapping("spec") ?? MappingNode.Empty;

    /// <summary>The node, or the object's name where there is no such node.</summary>
    public Node Or(Node? node) => node ?? NameNode;

    /// <summary>Where the object is named.</summary>
    public Node NameNode => Manifest.Root.At("metadata", "name") ?? Manifest.Root;

    public override string ToString() => Manifest.ToString();
}
