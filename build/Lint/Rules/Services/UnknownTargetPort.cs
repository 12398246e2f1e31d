using MeshBuild.Lint.Model;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Rules.Services;

public sealed class UnknownTargetPort() : Rule("MB204", Severity.Error, "a targetPort that no container has",
    "A target that is named is looked up in each pod; where no container declares the name the Service has no endpoint.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.Services
        from port in service.Ports
        where port.TargetPort is { Integer: null }
        from workload in service.Workloads
        where port.Target(workload) is null
        let names = workload.Ports.Select(declared => declared.Name).OfType<string>().ToList()
        select Found(service.Manifest, port.TargetPort!, $"no container of {workload} has a port named {port.TargetPort!.Value}{NearestMatch.Suggestion(port.TargetPort!.Value, names)}",
            names.Count > 0 ? $"Name one of its ports: {string.Join(", ", names)}." : $"Name its containerPort {port.TargetPort!.Value}, or write the number.");
}
