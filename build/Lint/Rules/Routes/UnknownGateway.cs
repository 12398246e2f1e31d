using MeshBuild.Lint.Model;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class UnknownGateway() : Rule("MB308", Severity.Error, "a gateway that does not exist",
    "No request comes in by it: the routes are not bound to anything.", "IST0101")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from gateway in service.Gateways
        let name = service.GatewayName(gateway.Value)
        where name != VirtualService.Mesh && mesh.GatewayOf(name) is null
        let isKnown = mesh.Knows(name.Split('/')[0])
        select Found(service.Manifest, gateway, $"{service} names the gateway {gateway.Value}, and there is no Gateway {name}{NearestMatch.Suggestion(name, mesh.AllGateways.Take(200).Select(known => known.FullName))}",
            "Mend the name (namespace/name for one of another namespace), or add the Gateway.", severity: isKnown ? Severity.Error : Severity.Warning);
}
