using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Destinations;

public sealed class UnmatchedSubset() : Rule("MB501", Severity.Warning, "a subset without a pod",
    "Requests that are routed to it end with 503: no healthy upstream.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from rule in mesh.DestinationRules
        where rule.Host is not null
        let services = mesh.Hosts.Find(rule.Host!.Value, rule.Namespace).Select(host => host.Owner).OfType<Service>().Where(service => service.Workloads.Count > 0).ToList()
        where services.Count > 0
        from subset in rule.Subsets
        let labels = new LabelSet(subset.Mapping("labels"))
        where !services.SelectMany(service => service.Workloads).Any(workload => workload.Labels.Match(labels))
        select Found(rule.Manifest, subset.Nearest("labels")!, $"no pod of {services[0]} has the labels {labels} of the subset {subset.Text("name")}",
            $"Mend the labels; its pods have {string.Join(" or ", services[0].Workloads.Select(workload => workload.Labels.ToString()).Distinct().Take(3))}.");
}
