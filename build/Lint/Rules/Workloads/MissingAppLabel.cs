using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class MissingAppLabel() : Rule("MB101", Severity.Error, "a pod template without the label app",
    "Istio's telemetry names the workload by this label of its pods; without it metrics and traces stand under unknown.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in PodLabel.Lacking(mesh, "app")
        where PodLabel.OnObject(workload, "app") is null
        let value = workload.Labels["app.kubernetes.io/name"] ?? workload.Name
        select Found(workload.Manifest, PodLabel.PlaceOf(workload), $"the pods of {workload} have no label app",
            $"Add it to the pod template, as in `app: {value}`.", PodLabel.Add(workload, "app", value));
}
