using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Network;

/// <summary>Services: type, ports, addresses, affinity, what comes from outside.</summary>
internal static class ServiceRules
{
    private const string Headless = "None";
    private const int KubeletPort = 10250;
    private const int LongestAffinity = 86400;
    private const string NotAnAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

    // The server's spelling.
    private const string Ranges = "spec.LoadBalancerSourceRanges";

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. context.Old is { } old ? AddressStays(spec, old["spec"]) : [],
            .. spec.Each("ports").Any() || spec.Text("clusterIP") == Headless || spec.Text("type") == "ExternalName" ? [] : (FieldError[])[FieldError.Required("spec.ports")],
            .. ByType(spec),
            .. ServicePortRules.Each(spec),
            .. Check.Labels(spec.At("selector"), "spec.selector"),
            .. Affinity(spec),
            .. Addresses(spec),
            .. Check.Each(spec.At("externalIPs"), "spec.externalIPs", ExternalAddress),
            .. Check.OneOf(spec.Text("type"), "spec.type", Types),
            .. ServicePortRules.Together(spec),
            .. SourceRanges(spec),
            .. Traffic(spec),
        ];
    }

    private static IEnumerable<FieldError> AddressStays(JsonNode? spec, JsonNode? before) =>
        spec.Text("type") != "ExternalName" && before.Text("type") != "ExternalName" && before.Text("clusterIP") is { Length: > 0 } address && spec.Text("clusterIP") != address
            ? [GoValue.Invalid("spec.clusterIPs[0]", GoValue.Texts(spec.At("clusterIPs")), "may not change once set")] : [];

    private static IEnumerable<FieldError> ByType(JsonNode? spec) => spec.Text("type") switch
    {
        "LoadBalancer" =>
        [
            .. Check.Each(spec.At("ports"), "spec.ports", (port, place) => port.Integer("port") == KubeletPort
                ? [FieldError.Invalid(place, KubeletPort, $"may not expose port {KubeletPort} externally since it is used by kubelet")] : []),
            .. NotHeadless(spec),
        ],
        "NodePort" => NotHeadless(spec),
        "ExternalName" =>
        [
            .. spec.At("clusterIPs") is JsonArray { Count: > 0 } || spec.Text("clusterIP") is { Length: > 0 }
                ? (FieldError[])[FieldError.Forbidden("spec.clusterIPs", "may not be set for ExternalName services")] : [],
            .. Check.Present(spec.Text("externalName"), "spec.externalName"),
            .. Check.Form(spec.Text("externalName"), "spec.externalName", name => NameFormat.Subdomain(name.EndsWith('.') ? name[..^1] : name)),
        ],
        _ => [],
    };

    private static IEnumerable<FieldError> NotHeadless(JsonNode? spec) => spec.Text("clusterIP") == Headless
        ? [FieldError.Invalid("spec.clusterIPs[0]", Headless, $"may not be set to 'None' for {spec.Text("type")} services")] : [];

    private static IEnumerable<FieldError> Affinity(JsonNode? spec) =>
    [
        .. Check.OneOf(spec.Text("sessionAffinity"), "spec.sessionAffinity", "ClientIP", Headless),
        .. spec.Text("sessionAffinity") == "ClientIP" && spec.Integer("sessionAffinityConfig", "clientIP", "timeoutSeconds") is (<= 0 or > LongestAffinity) and var seconds
            ? (FieldError[])[FieldError.Invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, $"must be greater than 0 and less than {LongestAffinity}")] : [],
    ];

    private static IEnumerable<FieldError> Addresses(JsonNode? spec)
    {
        const string Field = "spec.clusterIPs";
        var (address, addresses) = (spec.Text("clusterIP") ?? "", spec.Each("clusterIPs").Select(one => one.Text() ?? "").ToList());
        return spec.Text("type") == "ExternalName" || addresses.Count == 0 ? []
            : address.Length == 0 ? [GoValue.Invalid(Field, First(addresses), "must be empty when clusterIP is empty")]
            : addresses[0] != address ? [GoValue.Invalid(Field, First(addresses), "element [0] must match clusterIP")]
            : address == Headless || IPAddress.TryParse(address, out _) ? [] : [FieldError.Invalid($"{Field}[0]", address, NotAnAddress)];
    }

    // One stack, one address: the server drops the others.
    private static string First(List<string> addresses) => GoValue.Texts(new JsonArray(addresses[0]));

    private static IEnumerable<FieldError> ExternalAddress(JsonNode? value, string field)
    {
        if (!IPAddress.TryParse(value.Text(), out var address))
        {
            return [FieldError.Invalid(field, value.Text() ?? "", NotAnAddress)];
        }

        var bytes = address.GetAddressBytes();
        var special = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "may not be unspecified (0.0.0.0)"
            : IPAddress.IsLoopback(address) ? "may not be in the loopback range (127.0.0.0/8)"
            : bytes is [169, 254, ..] ? "may not be in the link-local range (169.254.0.0/16)"
            : bytes is [224, 0, 0, _] ? "may not be in the link-local multicast range (224.0.0.0/24)"
            : null;
        return special is null ? [] : [FieldError.Invalid(field, value.Text(), special)];
    }

    private static IEnumerable<FieldError> SourceRanges(JsonNode? spec)
    {
        var ranges = spec.Each("loadBalancerSourceRanges").Select(range => range.Text() ?? "").ToList();
        return ranges.Count == 0 ? []
            : spec.Text("type") != "LoadBalancer" ? [FieldError.Forbidden(Ranges, "may only be used when `type` is 'LoadBalancer'")]
            : ranges.All(AddressRange.IsRange) ? []
            : [FieldError.Invalid(Ranges, $"[{string.Join(' ', ranges)}]", "must be a list of IP ranges. For example, 10.240.0.0/24,10.250.0.0/24 ")];
    }

    private static IEnumerable<FieldError> Traffic(JsonNode? spec)
    {
        var (type, policy, port) = (spec.Text("type"), spec.Text("externalTrafficPolicy") ?? "", spec.Integer("healthCheckNodePort") ?? 0);
        return
        [
            .. policy is "" or "Cluster" or "Local" ? type is "NodePort" or "LoadBalancer" || policy.Length == 0 ? []
                    : (FieldError[])[FieldError.Invalid("spec.externalTrafficPolicy", policy, "ExternalTrafficPolicy can only be set on NodePort and LoadBalancer service")]
                : [FieldError.Invalid("spec.externalTrafficPolicy", policy, "ExternalTrafficPolicy must be empty, Cluster or Local")],
            .. port != 0 && (type != "LoadBalancer" || policy != "Local") ? (FieldError[])[FieldError.Invalid("spec.healthCheckNodePort", port,
                "HealthCheckNodePort can only be set on LoadBalancer service with ExternalTrafficPolicy=Local")] : [],
        ];
    }
}
