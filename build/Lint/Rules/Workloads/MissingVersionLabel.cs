using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class MissingVersionLabel() : Rule("MB102", Severity.Error, "a pod template without the label version",
    "Subsets and canaries choose pods by this label, and telemetry tells versions apart by it.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in PodLabel.Lacking(mesh, "version")
        where PodLabel.OnObject(workload, "version") is null
        let value = workload.Labels["app.kubernetes.io/version"] ?? "v1"
        select Found(workload.Manifest, PodLabel.PlaceOf(workload), $"the pods of {workload} have no label version",
            $"Add it to the pod template, as in `version: {value}`.", PodLabel.Add(workload, "version", value));
}
