using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

public sealed class UnnamedPort() : Rule("MB202", Severity.Error, "a port without a name",
    "Istio reads the protocol from the port's name; without one it is guessed from the first bytes, which fails where the server speaks first.", "IST0118")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.MeshServices
        from port in service.Ports
        where port.Name is null && port.AppProtocol is null && port.Transport != "UDP"
        select Found(service.Manifest, port.Node.Entries is [var first, ..] ? first.Key : port.Node, $"a port of {service} has no name",
            PortNames.Advice(port), PortNames.FixOf(mesh, service, port));
}
