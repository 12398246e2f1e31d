using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class HostNetwork() : Rule("MB109", Severity.Warning, "a pod on the host's network",
    "Such a pod never gets a sidecar (row 1 of the injection table): it is outside of the mesh, in the clear, and strict mTLS shuts it out.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.Workloads
        where workload.UsesHostNetwork && workload.Namespace is not ("kube-system" or "istio-system")
        select Found(workload.Manifest, workload.PodSpec.Nearest("hostNetwork")!, $"{workload} uses the host's network and gets no sidecar",
            "Take hostNetwork out; or silence this where it has to be.");
}
