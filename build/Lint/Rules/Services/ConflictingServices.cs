using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

public sealed class ConflictingServices() : Rule("MB206", Severity.Error, "one port with two protocols over several Services",
    "A pod's sidecar has one listener per port: of two Services that give the port two protocols, only one is heard.", "IST0116")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        let services = mesh.ServicesOf(workload)
        where services.Count > 1
        from port in services.SelectMany(service => service.Ports.Select(port => (Service: service, Port: port))).GroupBy(pair => pair.Port.Number)
        let first = port.First()
        from other in port.Skip(1)
        where other.Service != first.Service && PortConflict.Is(first.Port, other.Port)
        select Found(other.Service.Manifest, other.Port.Name ?? other.Port.Node["port"] ?? other.Port.Node,
            $"port {port.Key} of {workload} is {PortConflict.Name(other.Port)} for {other.Service} and {PortConflict.Name(first.Port)} for {first.Service}",
            "Let both name the same protocol, or use two ports.", severity: PortConflict.SeverityOf(first.Port, other.Port));
}
