using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class SharedRouteHost() : Rule("MB310", Severity.Warning, "one host in two VirtualServices of one gateway",
    "At a gateway Istio puts the rules of both one after the other, in an order that nobody promised; for sidecars only the older one counts.", "IST0109")
{
    public override IEnumerable<Finding> Check(MeshModel mesh)
    {
        var first = new Dictionary<(string Gateway, string Host), (VirtualService Service, ScalarNode Host)>();
        foreach (var service in mesh.AllVirtualServices.OrderByDescending(service => service.Manifest.IsGiven))
        {
            foreach (var (gateway, host) in service.GatewayNames.Distinct().SelectMany(gateway => service.Hosts.Select(host => (gateway, host))))
            {
                var key = (gateway, HostIndex.Complete(host.Value, service.Namespace).ToLowerInvariant());
                if (!first.TryAdd(key, (service, host)) && !service.Manifest.IsGiven && first[key] is var (other, at) && other != service)
                {
                    yield return Found(service.Manifest, host, $"{host.Value} on {gateway} is routed by {other} too ({other.Manifest.Source.PlaceOf(at.Start, at.End)})",
                        "Make one VirtualService of both, or let one delegate to the other.");
                }
            }
        }
    }
}
