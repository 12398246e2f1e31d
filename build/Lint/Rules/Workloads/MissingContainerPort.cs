using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class MissingContainerPort() : Rule("MB104", Severity.Error, "a workload without any containerPort",
    "Istio requires that pods declare what they listen on; tools that show the mesh, and people, go by it.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        where !workload.Ends && workload.Containers.Count > 0 && !workload.Ports.Any()
        select Found(workload.Manifest, workload.PodSpec.Nearest("containers")!, $"no container of {workload} has a containerPort",
            "Declare what it listens on, as in `ports: [{containerPort: 8080}]`.", FixOf(workload, mesh));

    // What its Services target is known; with one container there is no doubt where it belongs.
    private static Fix? FixOf(Workload workload, MeshModel mesh)
    {
        var targets = mesh.ServicesOf(workload).SelectMany(service => service.Ports)
            .Where(port => port.TargetPort?.Integer is not null || port.TargetPort is null)
            .Select(port => port.TargetPort?.Integer ?? port.Number).OfType<int>().Distinct().ToList();
        return workload.Containers is [var only] && targets.Count > 0 && only.Node["ports"] is null
            ? YamlEdits.Add(workload.Manifest.Source, only.Node, ["ports:", .. targets.Select(target => $"  - containerPort: {target}")])
            : null;
    }
}
