using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;
using static MeshBuild.Rehearsal.Tables.Cells;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>Services and what belongs to them.</summary>
internal static class ServiceTables
{
    private const int LongestAddress = 16;

    public static IReadOnlyList<TableColumn> Services { get; } =
    [
        Name,
        Text("Type", service => service.Text("spec", "type")),
        Text("Cluster-IP", service => OrNone(service.Text("spec", "clusterIP"))),
        Text("External-IP", External),
        Text("Port(s)", service => OrNone(string.Join(",", service.Each("spec", "ports").Select(Port)))),
        Age,
        Text("Selector", service => Selector(service.At("spec", "selector")), 1),
    ];

    public static IReadOnlyList<TableColumn> Endpoints { get; } = [Name, Text("Endpoints", endpoints => Some(Addresses(endpoints), 3)), Age];

    public static IReadOnlyList<TableColumn> EndpointSlices { get; } =
    [
        Name,
        Text("AddressType", slice => slice.Text("addressType")),
        Text("Ports", slice => SliceItems(slice.Each("ports").Select(port => port.Integer("port")?.ToString() ?? "*"))),
        Text("Endpoints", slice => SliceItems(slice.Each("endpoints").SelectMany(endpoint => endpoint.Each("addresses")).Select(address => address.Text() ?? ""))),
        Age,
    ];

    public static IReadOnlyList<TableColumn> Ingresses { get; } =
    [
        Name,
        Text("Class", ingress => OrNone(ingress.Text("spec", "ingressClassName") ?? ingress.Text("metadata", "annotations", "kubernetes.io/ingress.class"))),
        Text("Hosts", ingress => ingress.Each("spec", "rules").Select(rule => rule.Text("host") ?? "").Where(host => host.Length > 0).ToList() is { Count: > 0 } hosts ? Some(hosts, 3) : "*"),
        Text("Address", ingress => LoadBalancer(ingress)),
        Text("Ports", ingress => ingress.Each("spec", "tls").Any() ? "80, 443" : "80"),
        Age,
    ];

    private static string External(JsonObject service)
    {
        var external = string.Join(",", service.Each("spec", "externalIPs").Select(address => address.Text()));
        switch (service.Text("spec", "type"))
        {
            case "LoadBalancer":
                var addresses = LoadBalancer(service);
                return external.Length > 0 ? (addresses.Length > 0 ? $"{addresses},{external}" : external) : addresses.Length > 0 ? addresses : "<pending>";
            case "ExternalName":
                return service.Text("spec", "externalName") ?? "";
            default:
                return OrNone(external);
        }
    }

    // Without -o wide the server cuts long names; with it too, as it does not know.
    private static string LoadBalancer(JsonObject value)
    {
        var addresses = string.Join(",", value.Each("status", "loadBalancer", "ingress").Select(ingress => ingress.Text("ip") ?? ingress.Text("hostname") ?? ""));
        return addresses.Length > LongestAddress ? addresses[..(LongestAddress - 3)] + "..." : addresses;
    }

    private static string Port(JsonNode? port) =>
        $"{port.Integer("port")}{(port.Integer("nodePort") is > 0 and var node ? $":{node}" : "")}/{port.Text("protocol") ?? "TCP"}";

    private static List<string> Addresses(JsonObject endpoints) =>
    [
        .. endpoints.Each("subsets").SelectMany(subset => subset.At("ports") is JsonArray { Count: > 0 } ports
            ? ports.SelectMany(port => subset.Each("addresses").Select(address => $"{address.Text("ip")}:{port.Integer("port")}"))
            : subset.Each("addresses").Select(address => address.Text("ip") ?? "")),
    ];

    private static string SliceItems(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count == 0 ? "<unset>" : Some(all, 3);
    }
}
