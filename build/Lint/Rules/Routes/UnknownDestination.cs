using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class UnknownDestination() : Rule("MB304", Severity.Error, "a destination that does not exist",
    "Requests that are routed there end with 503.", "IST0101")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from destination in service.Destinations
        let host = destination.Scalar("host")
        where host is not null
        let fault = HostFault.Of(mesh, host.Value, service.Namespace)
        where fault is not null
        select Found(service.Manifest, host, $"{service} routes to {host.Value}: {fault.What}", fault.How, severity: fault.IsCertain ? Severity.Error : Severity.Warning);
}
