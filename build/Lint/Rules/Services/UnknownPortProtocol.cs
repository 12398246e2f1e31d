using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

public sealed class UnknownPortProtocol() : Rule("MB201", Severity.Error, "a port whose name names no protocol",
    "Istio reads the protocol from the part before the first hyphen; a port without one is plain TCP to it, or guessed: no routes, no retries, no HTTP metrics to rely on.", "IST0118")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.MeshServices
        from port in service.Ports
        where port.Name is not null && port.AppProtocol is null && port.Protocol is null
        select Found(service.Manifest, port.Name!, $"the port name {port.Name!.Value} of {service} names no protocol; to Istio it is plain TCP",
            PortNames.Advice(port), PortNames.FixOf(mesh, service, port));
}
