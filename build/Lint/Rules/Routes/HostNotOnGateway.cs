using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class HostNotOnGateway() : Rule("MB309", Severity.Warning, "a host that the gateway does not take",
    "The gateway lets in the hosts of its servers only: requests for this one get 404.", "IST0132")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from name in service.Gateways
        where name.Value != VirtualService.Mesh
        let gateway = mesh.GatewayOf(service.GatewayName(name.Value))
        from host in service.Hosts
        where gateway is null || !gateway.Takes(host.Value, service.Namespace)
        select Found(service.Manifest, host, $"the host {host.Value} of {service} is not on {(gateway is null ? $"the gateway {name.Value}, which is not there" : $"Gateway {gateway.Name}")}",
            gateway is null ? "Add the Gateway with this host." : $"Its hosts are {string.Join(", ", gateway.Servers.SelectMany(server => server.Scalars("hosts")).Select(known => known.Value).Distinct())}: add this one, or mend it.");
}
