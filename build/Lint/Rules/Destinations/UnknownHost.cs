using MeshBuild.Lint.Model;
using MeshBuild.Lint.Rules.Routes;

namespace MeshBuild.Lint.Rules.Destinations;

public sealed class UnknownHost() : Rule("MB502", Severity.Error, "a rule for a host that does not exist",
    "The rule has no effect: the mesh knows no Service and no ServiceEntry of that name.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from rule in mesh.DestinationRules
        where rule.Host is { } written && !written.Value.StartsWith('*')
        let fault = HostFault.Of(mesh, rule.Host!.Value, rule.Namespace)
        where fault is not null
        select Found(rule.Manifest, rule.Host!, $"{rule} is for {rule.Host!.Value}: {fault.What}", fault.How, severity: fault.IsCertain ? Severity.Error : Severity.Warning);
}
