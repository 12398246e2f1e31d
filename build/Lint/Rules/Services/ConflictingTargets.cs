using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

public sealed class ConflictingTargets() : Rule("MB207", Severity.Error, "one targetPort by two ports with different protocols",
    "Both ports end at one listener of the sidecar, which speaks one protocol.", "IST0137")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        from target in mesh.ServicesOf(workload).SelectMany(service => service.Ports.Select(port => (Service: service, Port: port))).GroupBy(pair => pair.Port.TargetNumber(workload))
        where target.Key is not null
        let first = target.First()
        from other in target.Skip(1)
        where other.Port.Number != first.Port.Number && PortConflict.Is(first.Port, other.Port)
        select Found(other.Service.Manifest, other.Port.TargetPort ?? other.Port.Node["port"] ?? other.Port.Node,
            $"port {other.Port} of {other.Service} ({PortConflict.Name(other.Port)}) and port {first.Port} of {first.Service} ({PortConflict.Name(first.Port)}) lead to one port {target.Key} of {workload}",
            "Let both name the same protocol, or let the container listen on two ports.", severity: PortConflict.SeverityOf(first.Port, other.Port));
}
