using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A DestinationRule.</summary>
public sealed class DestinationRule(Manifest manifest, string @namespace) : MeshObject(manifest, @namespace)
{
    public ScalarNode? Host { get; } = manifest.Root.Scalar("spec", "host");

    /// <summary>The host as Istio completes it; empty when it is not there.</summary>
    public string FullHost => field ??= Host is { } host ? HostIndex.Complete(host.Value, Namespace) : "";

    public IReadOnlyList<MappingNode> Subsets => field ??= [.. Spec.Mappings("subsets")];
}
