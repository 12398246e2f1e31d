using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class ClosedGatewayPort() : Rule("MB315", Severity.Warning, "a gateway's port that its Service does not have",
    "The proxy listens, but no request gets to the port: the Service in front of it does not lead there.", "IST0104")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from gateway in mesh.Gateways
        where !gateway.Selector.IsEmpty
        let services = mesh.Pods.SelectAnywhere(gateway.Selector).SelectMany(mesh.ServicesOf).Distinct().ToList()
        where services.Count > 0
        from server in gateway.Servers
        let port = server.Scalar("port", "number")
        where port is not null && !services.SelectMany(service => service.Ports).Any(open => open.Number == port.Integer || open.TargetPort?.Integer == port.Integer)
        select Found(gateway.Manifest, port, $"no Service of the pods of {gateway} has port {port.Value}",
            $"Use one of {string.Join(", ", services.SelectMany(service => service.Ports).Select(open => open.Number).Distinct())}, or add the port to the Service.");
}
