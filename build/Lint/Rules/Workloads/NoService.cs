using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class NoService() : Rule("MB106", Severity.Warning, "a workload that no Service selects",
    "Istio requires a Service for each pod: without one the mesh has no name, no routes and no protocol for it.", "IST0117")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        where !workload.Ends && mesh.ServicesOf(workload).Count == 0
        select Found(workload.Manifest, workload.Or(workload.Labels.IsEmpty ? null : PodLabel.PlaceOf(workload)), $"no Service selects the pods of {workload}",
            $"Add a Service whose selector is among its labels ({(workload.Labels.IsEmpty ? "it has none" : workload.Labels)}).");
}
