using MeshBuild.Lint.Reading;
using MeshBuild.Mesh.Istio;

namespace MeshBuild.Lint.Model;

/// <summary>What makes pods: a Pod itself or an object with a pod template.</summary>
public sealed class Workload : MeshObject
{
    private readonly Lazy<InjectionDecision> _injection;

    /// <param name="manifest">The object.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="template">The Pod, or the template.</param>
    /// <param name="namespaceLabels">The labels of its namespace.</param>
    public Workload(Manifest manifest, string @namespace, MappingNode template, IReadOnlyDictionary<string, string> namespaceLabels)
        : base(manifest, @namespace)
    {
        Template = template;
        Labels = new LabelSet(template.Mapping("metadata", "labels"));
        Annotations = new LabelSet(template.Mapping("metadata", "annotations"));
        PodSpec = template.Mapping("spec") ?? MappingNode.Empty;
        Containers = [.. PodSpec.Mappings("containers").Select(container => new Container(container))];
        _injection = new(() => InjectionDecision.Decide(Labels.ToDictionary(), Annotations.ToDictionary(), UsesHostNetwork, Namespace, namespaceLabels));
    }

    public MappingNode Template { get; }

    public LabelSet Labels { get; }

    public LabelSet Annotations { get; }

    public MappingNode PodSpec { get; }

    public IReadOnlyList<Container> Containers { get; }

    public bool UsesHostNetwork => PodSpec.Text("hostNetwork") == "true";

    /// <summary>Whether its pods come to an end by themselves.</summary>
    public bool Ends => Manifest.Kind is "Job" or "CronJob";

    /// <summary>Whether its pods get a sidecar, and why.</summary>
    public InjectionDecision Injection => _injection.Value;

    /// <summary>Whether its pods have a proxy of Istio: by injection, or written into the manifest beside its own containers.</summary>
    public bool IsInMesh => Injection.Injected || (Containers.Count > 1 && Containers.Any(container => container.Name == "istio-proxy"));

    /// <summary>The ports that its containers declare.</summary>
    public IEnumerable<ContainerPort> Ports => Containers.SelectMany(container => container.Ports);

    /// <summary>The pod or the template of an object; null when it has none.</summary>
    public static MappingNode? TemplateOf(Manifest manifest) => manifest.Kind switch
    {
        "Pod" => manifest.Root,
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" or "Job" => manifest.Root.Mapping("spec", "template"),
        "CronJob" => manifest.Root.Mapping("spec", "jobTemplate", "spec", "template"),
        _ => null,
    };
}
