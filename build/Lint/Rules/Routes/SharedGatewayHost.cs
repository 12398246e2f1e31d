using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class SharedGatewayHost() : Rule("MB311", Severity.Warning, "two Gateways with one host and port",
    "Both bind to the same proxies, and one of them is ignored for the host, with its TLS settings and its routes.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh)
    {
        var first = new Dictionary<(string Selector, int Port, string Host), (Gateway Gateway, ScalarNode Host)>();
        foreach (var gateway in mesh.AllGateways.OrderByDescending(gateway => gateway.Manifest.IsGiven))
        {
            var selector = string.Join(',', gateway.Selector.Pairs.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
            foreach (var (port, host) in gateway.Servers.SelectMany(server => server.Scalars("hosts").Select(host => (server.Scalar("port", "number")?.Integer ?? 0, host))))
            {
                var key = (selector, port, host.Value.ToLowerInvariant());
                if (!first.TryAdd(key, (gateway, host)) && !gateway.Manifest.IsGiven && first[key] is var (other, at) && other != gateway)
                {
                    yield return Found(gateway.Manifest, host, $"{host.Value} on port {port} is on {other} too ({other.Manifest.Source.PlaceOf(at.Start, at.End)})",
                        "Name the host in one of them, and let VirtualServices of both use that.");
                }
            }
        }
    }
}
