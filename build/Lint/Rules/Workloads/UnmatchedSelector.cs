using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class UnmatchedSelector() : Rule("MB117", Severity.Error, "a selector that does not match its own pods",
    "The API server refuses a workload whose selector does not match the labels of its template.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.Workloads
        where workload.Manifest.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet"
        let selector = new LabelSet(workload.Spec.Mapping("selector", "matchLabels"))
        where !workload.Labels.Match(selector)
        let entry = selector.Node!.Entries.First(entry => workload.Labels[entry.Key.Value] != (entry.Value as ScalarNode)?.Value)
        select Found(workload.Manifest, entry.Key, $"{workload} selects {selector}, and its pods have {(workload.Labels.IsEmpty ? "no labels" : workload.Labels)}",
            "Give the template the labels of the selector.");
}
