using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A Service.</summary>
public sealed class Service : MeshObject
{
    private readonly Lazy<IReadOnlyList<Workload>> _workloads;

    /// <param name="manifest">The object.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="pods">What it selects from.</param>
    public Service(Manifest manifest, string @namespace, PodIndex pods)
        : base(manifest, @namespace)
    {
        Selector = new LabelSet(Spec.Mapping("selector"));
        Ports = [.. Spec.Mappings("ports").Select(port => new ServicePort(port))];
        _workloads = new(() => pods.Select(Namespace, Selector));
    }

    public LabelSet Selector { get; }

    public IReadOnlyList<ServicePort> Ports { get; }

    public bool IsExternalName => Spec.Text("type") == "ExternalName";

    public bool IsHeadless => Spec.Text("clusterIP") == "None";

    /// <summary>The workloads whose pods it selects; none without a selector.</summary>
    public IReadOnlyList<Workload> Workloads => _workloads.Value;

    public string Host => $"{Name}.{Namespace}.{HostIndex.Domain}";
}
