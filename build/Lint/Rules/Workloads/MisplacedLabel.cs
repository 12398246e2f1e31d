using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class MisplacedLabel() : Rule("MB103", Severity.Error, "a label on the object where the pod template needs it",
    "Labels of a Deployment do not reach its pods, and only those of pods count for Istio.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from label in new[] { "app", "version" }
        from workload in PodLabel.Lacking(mesh, label)
        let value = PodLabel.OnObject(workload, label)
        where value is not null
        select Found(workload.Manifest, PodLabel.PlaceOf(workload), $"the label {label} stands on {workload} and not on its pods",
            $"Add `{label}: {value}` to the labels of the pod template too.", PodLabel.Add(workload, label, value));
}
