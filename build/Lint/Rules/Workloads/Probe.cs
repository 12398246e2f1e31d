using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

/// <summary>A probe of a container.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Name"><c>readinessProbe</c> and the like.</param>
/// <param name="Node">The probe.</param>
internal sealed record Probe(Workload Workload, string Name, MappingNode Node)
{
    private static readonly string[] Names = ["livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>Every probe in the mesh that has a handler of the name.</summary>
    public static IEnumerable<Probe> With(MeshModel mesh, string handler) =>
        from workload in mesh.MeshWorkloads
        from container in workload.Containers
        where container.Name != "istio-proxy"
        from name in Names
        let probe = container.Node.Mapping(name)
        where probe?[handler] is not null
        select new Probe(workload, name, probe);
}
