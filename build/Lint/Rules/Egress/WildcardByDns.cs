using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Egress;

public sealed class WildcardByDns() : Rule("MB402", Severity.Error, "DNS resolution with a wildcard",
    "There is no name to look up for a wildcard: Istio refuses the entry unless it has endpoints.", "IST0106")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from entry in mesh.ServiceEntries
        where entry.Resolution?.Value == "DNS" && !entry.Spec.Items("endpoints").Any() && entry.Spec["workloadSelector"] is null
        from host in entry.Hosts
        where host.Value.StartsWith('*')
        select Found(entry.Manifest, host, $"{entry} has the wildcard {host.Value} and resolution DNS", "Say `resolution: NONE`, or name the hosts one by one.");
}
