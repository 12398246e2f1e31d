using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class UnaskedInjection() : Rule("MB111", Severity.Warning, "injection that happens unasked, or other than asked",
    "The namespace's istio-injection=enabled wins over every revision, and a pod's label keeps the sidecar away only with the very text \"false\".", "IST0123")
{
    private const string Inject = "sidecar.istio.io/inject";
    private const string Revision = "istio.io/rev";

    public override IEnumerable<Finding> Check(MeshModel mesh) => Pods(mesh).Concat(Namespaces(mesh));

    private IEnumerable<Finding> Pods(MeshModel mesh) =>
        from workload in mesh.Workloads
        where workload.Injection is { Injected: true, Row: 4 }
        let entry = Entry(workload)
        where entry is not null
        select Found(workload.Manifest, entry.Value.Key, $"{workload} gets the default sidecar in spite of {entry.Value.Key.Value}: {workload.Injection.Reason} (row 4)",
            entry.Value.Key.Value == Inject ? $"Write {Inject}: \"false\" to keep the sidecar away, or take the label out."
                : "Take the label out, or take istio-injection off the namespace and give that the revision.");

    private IEnumerable<Finding> Namespaces(MeshModel mesh) =>
        from manifest in mesh.Manifests
        where manifest.Kind == "Namespace"
        let labels = new LabelSet(manifest.Root.Mapping("metadata", "labels"))
        where labels["istio-injection"] is not null && labels[Revision] is not null
        select Found(manifest, labels.Node!.Find(Revision)!.Value.Key, $"{manifest} has both istio-injection={labels["istio-injection"]} and {Revision}={labels[Revision]}; the revision does not count",
            "Keep one of the two labels.");

    private static MappingEntry? Entry(Workload workload) =>
        workload.Labels[Inject] is not (null or "true" or "false") ? workload.Labels.Node!.Find(Inject)
        : workload.Labels[Revision] is not (null or "default") ? workload.Labels.Node!.Find(Revision)
        : null;
}
