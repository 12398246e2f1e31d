using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A Gateway of Istio.</summary>
public sealed class Gateway(Manifest manifest, string @namespace) : MeshObject(manifest, @namespace)
{
    public LabelSet Selector { get; } = new(manifest.Root.Mapping("spec", "selector"));

    public IReadOnlyList<MappingNode> Servers => field ??= [.. Spec.Mappings("servers")];

    /// <summary><c>namespace/name</c>.</summary>
    public string FullName => $"{Namespace}/{Name}";

    /// <summary>Whether a server takes the host for a VirtualService of the namespace.</summary>
    public bool Takes(string host, string @namespace) =>
        Servers.SelectMany(server => server.Scalars("hosts")).Any(written => HostPattern.Of(written.Value, Namespace).Overlaps(host, @namespace));
}
