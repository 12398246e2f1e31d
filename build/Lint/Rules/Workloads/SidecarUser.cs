using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class SidecarUser() : Rule("MB108", Severity.Error, "a container that runs as user 1337",
    "1337 is the sidecar's user: what it sends is not redirected, so that the container's traffic passes by the mesh.", "IST0144")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        from user in Users(workload)
        where user.Value == "1337"
        select Found(workload.Manifest, user, $"{workload} runs as user 1337", "Run it as another user.");

    private static IEnumerable<ScalarNode> Users(Workload workload) =>
        workload.PodSpec.Mappings("initContainers").Concat(workload.PodSpec.Mappings("containers"))
            .Where(container => container.Text("name") is not ("istio-proxy" or "istio-init"))
            .Append(workload.PodSpec)
            .Select(owner => owner.Scalar("securityContext", "runAsUser")).OfType<ScalarNode>();
}
