using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

public sealed class ExternalNamePort() : Rule("MB209", Severity.Warning, "an ExternalName Service with a TCP port",
    "Such a port becomes a listener on 0.0.0.0 in every sidecar: it takes all traffic to that port number, whatever host it goes to.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.MeshServices
        where service.IsExternalName
        from port in service.Ports
        where PortProtocols.FamilyOf(port.Protocol ?? "tcp") == "TCP"
        select Found(service.Manifest, port.Name ?? port.Node["port"] ?? port.Node, $"port {port} of {service} is TCP, and an ExternalName has no address that would tell it apart",
            "Name the port http or tls, as what it leads to speaks; or write a ServiceEntry with addresses.");
}
