using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

public sealed class UdpPort() : Rule("MB210", Severity.Info, "a UDP port",
    "The sidecar takes TCP only: UDP passes by the mesh, without mTLS, policies or metrics.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.MeshServices
        from port in service.Ports
        where port.Transport == "UDP" && service.Workloads.Any(workload => workload.IsInMesh)
        select Found(service.Manifest, port.Node["protocol"]!, $"port {port} of {service} is UDP and passes by the mesh", "Nothing, when that is known; a NetworkPolicy can guard it.");
}
