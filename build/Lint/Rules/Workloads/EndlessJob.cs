using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class EndlessJob() : Rule("MB113", Severity.Warning, "a Job whose sidecar never ends",
    "The sidecar runs on when the Job's own container is done: the pod stays, and the Job never completes.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        where workload.Ends && !EndsTheSidecar(workload)
        select Found(workload.Manifest, workload.NameNode, $"the sidecar of {workload} outlives it, which then never completes (row {workload.Injection.Row}: {workload.Injection.Reason})",
            "Label its pod template sidecar.istio.io/inject: \"false\"; or let its container end with a POST to localhost:15020/quitquitquit.");

    private static bool EndsTheSidecar(Workload workload) =>
        workload.Containers.Any(container => workload.Manifest.Source.Text.AsSpan(container.Node.Start, container.Node.End - container.Node.Start).Contains("quitquitquit", StringComparison.Ordinal));
}
