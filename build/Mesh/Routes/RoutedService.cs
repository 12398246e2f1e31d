using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Routes;

/// <summary>A Service as the routes of VirtualServices name it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
public sealed record RoutedService(string Name, string Namespace)
{
    private const string Domain = "svc.cluster.local";

    // What a port's name or appProtocol starts with that Istio does not read as HTTP.
    private static readonly string[] NotHttp = ["tcp", "tls", "https", "mongo", "mysql", "redis", "udp"];

    /// <summary>The full host, <c>car.default.svc.cluster.local</c>.</summary>
    public string FullHost => $"{Name}.{Namespace}.{Domain}";

    /// <summary>Whether a host is the Service's: its full name, or its short one in its own namespace. Istio completes no other.</summary>
    /// <param name="host">The host.</param>
    /// <param name="namespace">The namespace of the object that names it.</param>
    public bool Is(string host, string @namespace) =>
        host.Equals(FullHost, StringComparison.OrdinalIgnoreCase)
        || (@namespace == Namespace && host.Equals(Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a host with a wildcard, <c>*.default.svc.cluster.local</c>, is also the Service's.</summary>
    public bool IsWithin(string host) => host == "*" || (host is ['*', '.', ..] && FullHost.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase));

    /// <summary>The rules that route to the Service.</summary>
    /// <param name="rules">Rules of a VirtualService: <c>spec.http</c>, <c>spec.tcp</c> or <c>spec.tls</c>.</param>
    /// <param name="namespace">The VirtualService's namespace.</param>
    public IEnumerable<JsonObject> RulesIn(JsonArray rules, string @namespace) =>
        rules.OfType<JsonObject>().Where(rule => HostsOf(rule).Any(host => Is(host, @namespace)));

    /// <summary>The hosts that a rule routes to.</summary>
    public static IEnumerable<string> HostsOf(JsonObject rule) =>
        (rule["route"] as JsonArray ?? []).Select(route => (string?)route?["destination"]?["host"]).OfType<string>();

    /// <summary>Whether the sidecars take their rules for the Service from a VirtualService; they take them from one.</summary>
    public bool IsForSidecars(KubeObject virtualService) =>
        (virtualService.At("spec", "gateways") is not JsonArray { Count: > 0 } gateways || gateways.Any(gateway => (string?)gateway == "mesh"))
        && (virtualService.At("spec", "hosts") as JsonArray ?? []).Select(host => (string?)host ?? "")
            .Any(host => Is(host, virtualService.Namespace) || (host != "*" && IsWithin(host)));

    /// <summary>Whether the mesh reads a port of a Service as HTTP, or cannot tell before it sees what it carries.</summary>
    public static bool IsHttp(JsonObject port) => !NotHttp.Contains((string?)port["protocol"] == "UDP"
        ? "udp" : ((string?)port["appProtocol"] ?? ((string?)port["name"])?.Split('-')[0])?.ToLowerInvariant());

    /// <inheritdoc />
    public override string ToString() => Name;
}
