using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

public sealed class ContradictoryProtocol() : Rule("MB203", Severity.Warning, "a port whose name and appProtocol disagree",
    "appProtocol wins, and an appProtocol that Istio does not know makes the port plain TCP; whoever reads the name is misled.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.MeshServices
        from port in service.Ports
        where port.AppProtocol is not null
        let named = PortProtocols.OfName(port.Name?.Value)
        let meant = PortProtocols.OfApp(port.AppProtocol!.Value)
        where meant is null || (named is not null && PortProtocols.FamilyOf(named) != PortProtocols.FamilyOf(meant))
        select Found(service.Manifest, port.AppProtocol!,
            meant is null ? $"Istio does not know the appProtocol {port.AppProtocol!.Value} of {service}" : $"port {port} of {service} is named for {named}, and its appProtocol is {meant}",
            meant is null ? $"Write one of {string.Join(", ", PortProtocols.Names)}." : $"Let both say the same: name it {meant}, or set appProtocol to {named}.");
}
