using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Services;

public sealed class EmptySelector() : Rule("MB205", Severity.Warning, "a Service that selects no pod",
    "It has no endpoint: the mesh answers its callers with 503.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.MeshServices
        where !service.Selector.IsEmpty && !service.IsExternalName && service.Workloads.Count == 0
        select Found(service.Manifest, service.Spec.Nearest("selector")!, $"{service} selects {service.Selector}, which no pod of {service.Namespace} here has{Near(mesh, service)}",
            "Mend the selector, or the labels of the pod template.");

    private static string Near(MeshModel mesh, Service service) =>
        mesh.Workloads.FirstOrDefault(workload => workload.Namespace == service.Namespace && workload.Name == service.Name) is { } same ? $"; those of {same} have {same.Labels}" : "";
}
