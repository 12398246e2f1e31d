using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class NoInjection() : Rule("MB110", Severity.Warning, "injection that will not happen",
    "The webhook decides when a pod is created, and the first row of its table that matches wins: this pod gets no sidecar.")
{
    private const string Inject = "sidecar.istio.io/inject";
    private const string Revision = "istio.io/rev";
    private static readonly string[] Yes = ["y", "yes", "true", "on"];
    private static readonly string[] No = ["n", "no", "false", "off"];

    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.Workloads
        where !workload.IsInMesh && !workload.UsesHostNetwork && workload.Namespace is not "istio-system"
        let fault = Fault(workload)
        where fault is not null
        select Found(workload.Manifest, fault.Value.At, $"{workload} gets no sidecar: {workload.Injection.Reason} (row {workload.Injection.Row})",
            fault.Value.How, severity: fault.Value.Severity);

    private static (Node At, string How, Severity Severity)? Fault(Workload workload)
    {
        var label = workload.Labels.Node?.Find(Inject)?.Key;
        var annotation = workload.Annotations.Node?.Find(Inject)?.Key;
        return workload.Injection.Row switch
        {
            2 => (label!, "Take the label out; or leave it when the pod is to stay outside of the mesh.", Severity.Info),
            3 when No.Contains(workload.Annotations[Inject], StringComparer.OrdinalIgnoreCase) =>
                (annotation!, "Take the annotation out; or leave it when the pod is to stay outside of the mesh.", Severity.Info),
            3 => (annotation!, $"Write one of {string.Join(", ", Yes)} in quotes, or take the annotation out.", Severity.Warning),
            7 => (workload.NameNode, "Label the namespace istio-injection=enabled, or with the revision that is installed.", Severity.Warning),
            _ when Asks(workload) is { } asking => (asking, workload.Injection.Row switch
            {
                1 => "Move it to another namespace: nothing in this one is injected.",
                5 => "Take the label istio-injection off the namespace: beside it no label of a pod counts; or say enabled.",
                _ => $"Label the pod template {Inject}: \"true\" (a label, not an annotation), or the namespace istio-injection=enabled.",
            }, Severity.Warning),
            _ => null,
        };
    }

    // What in the pod says that it wants a sidecar.
    private static ScalarNode? Asks(Workload workload) =>
        workload.Labels[Inject] == "true" ? workload.Labels.Node!.Find(Inject)?.Key
        : Yes.Contains(workload.Annotations[Inject], StringComparer.OrdinalIgnoreCase) ? workload.Annotations.Node!.Find(Inject)?.Key
        : workload.Labels.Node?.Find(Revision)?.Key;
}
