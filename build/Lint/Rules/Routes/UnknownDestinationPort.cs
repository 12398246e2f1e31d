using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class UnknownDestinationPort() : Rule("MB305", Severity.Error, "a destination port that does not exist, or is not told",
    "Istio routes to a port of the Service, never to a container's; with several ports it has to be told which.", "IST0112")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from destination in service.Destinations
        let host = destination.Scalar("host")
        where host is not null
        let hosts = mesh.Hosts.Find(host.Value, service.Namespace)
        where hosts.Count > 0
        let ports = hosts.SelectMany(found => found.Ports).Distinct().ToList()
        let port = destination.Scalar("port", "number")
        let fault = Fault(host, port, ports)
        where fault is not null
        select Found(service.Manifest, port ?? host, $"{service}: {fault}", $"Name one of its ports: {string.Join(", ", ports)}.");

    private static string? Fault(ScalarNode host, ScalarNode? port, List<int> ports) =>
        port is null ? ports.Count > 1 ? $"{host.Value} has several ports, and the destination names none" : null
        : port.Integer is { } number && ports.Count > 0 && !ports.Contains(number) ? $"{host.Value} has no port {number}" : null;
}
