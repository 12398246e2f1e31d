namespace MeshBuild.Lint.Reading;

/// <summary>An object of a manifest.</summary>
/// <param name="source">The text that it stands in.</param>
/// <param name="root">The object.</param>
public sealed class Manifest(SourceText source, MappingNode root)
{
    public SourceText Source { get; } = source;

    public MappingNode Root { get; } = root;

    public string ApiVersion { get; } = root.Text("apiVersion") ?? "";

    public string Kind { get; } = root.Text("kind") ?? "";

    /// <summary>The name; with a generated one the part that is known.</summary>
    public string Name { get; } = root.Text("metadata", "name") ?? root.Text("metadata", "generateName") ?? "";

    /// <summary>The namespace that stands in it; null: the one that is deployed to.</summary>
    public string? Namespace { get; } = root.Text("metadata", "namespace");

    /// <summary>The group of the apiVersion; empty: the core.</summary>
    public string Group => field ??= ApiVersion.IndexOf('/') is var slash and >= 0 ? ApiVersion[..slash] : "";

    /// <summary>Whether it is there already, in the cluster or by Istio's installation: it is known and not judged.</summary>
    public bool IsGiven { get; init; }

    public override string ToString() => $"{Kind} {Name}";
}
