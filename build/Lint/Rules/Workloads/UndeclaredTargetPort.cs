using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class UndeclaredTargetPort() : Rule("MB105", Severity.Warning, "a targeted port that no container declares",
    "Istio requires a containerPort for each port that takes traffic; a typing error in a number goes unseen without it.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        where workload.Ports.Any()
        from service in mesh.ServicesOf(workload)
        from port in service.Ports
        let number = port.TargetNumber(workload)
        where number is not null && port.TargetPort is null or { Integer: not null } && port.Target(workload) is null
        select Found(service.Manifest, port.TargetPort ?? port.Node["port"] ?? port.Node, $"{service} leads to port {number}, which no container of {workload} declares",
            $"Add `containerPort: {number}` to the container that listens on it, or mend the number.", FixOf(workload, number.Value));

    private static Fix? FixOf(Workload workload, int number) =>
        workload.Containers.Where(container => container.Name != "istio-proxy").ToList() is [{ Ports: [.., var last] }]
            ? YamlEdits.AddItem(workload.Manifest.Source, last.Node, $"containerPort: {number}")
            : null;
}
