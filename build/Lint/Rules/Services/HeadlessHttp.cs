using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Services;

public sealed class HeadlessHttp() : Rule("MB208", Severity.Info, "a headless Service with an HTTP port",
    "Callers choose the pod's address themselves: the sidecar passes the request on to it, without load balancing, subsets or outlier detection.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.MeshServices
        where service.IsHeadless && !service.Selector.IsEmpty
        from port in service.Ports
        where port.Protocol is { } protocol && PortProtocols.FamilyOf(protocol) == "HTTP"
        select Found(service.Manifest, (Node?)(port.Name ?? port.AppProtocol) ?? port.Node, $"{service} is headless, and its port {port} is not balanced by the mesh",
            "Add a Service with a cluster IP for callers that name no pod, or name the port tcp.");
}
