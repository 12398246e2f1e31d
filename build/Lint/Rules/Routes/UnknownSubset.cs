using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class UnknownSubset() : Rule("MB306", Severity.Error, "a subset that does not exist",
    "Requests that are routed there end with 503: a subset is what a DestinationRule of the host defines.", "IST0101")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from destination in service.Destinations
        let host = destination.Scalar("host")
        let subset = destination.Scalar("subset")
        where host is not null && subset is not null
        let defined = mesh.RulesFor(HostIndex.Complete(host.Value, service.Namespace))
            .SelectMany(rule => rule.Subsets).Select(known => known.Text("name")).OfType<string>().ToList()
        where !defined.Contains(subset.Value)
        select Found(service.Manifest, subset, $"{service}: {host.Value} has no subset {subset.Value}{NearestMatch.Suggestion(subset.Value, defined)}",
            defined.Count > 0 ? $"Name one of {string.Join(", ", defined)}, or add it to the DestinationRule." : $"Add a DestinationRule for {host.Value} with that subset.");
}
