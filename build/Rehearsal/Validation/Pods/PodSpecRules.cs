using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>What a pod's spec must be, alone or in a template.</summary>
internal static class PodSpecRules
{
    private const int MostNameservers = 3;
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    private static readonly string[] PreemptionPolicies = ["PreemptLowerPriority", "Never"];

    /// <summary>The errors of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="field">Where it is, <c>spec.template.spec</c>.</param>
    public static IEnumerable<FieldError> Validate(JsonNode? spec, string field)
    {
        var volumes = new HashSet<string>();
        return
        [
            .. VolumeRules.Validate(spec.At("volumes"), $"{field}.volumes", volumes),
            .. spec.Each("containers").Any() ? [] : (FieldError[])[FieldError.Required($"{field}.containers")],
            .. ContainerRules.Validate(spec.At("containers"), $"{field}.containers", volumes),
            .. ContainerRules.Validate(spec.At("initContainers"), $"{field}.initContainers", volumes),
            .. InitContainers(spec, $"{field}.initContainers"),
            .. Check.OneOf(spec.Text("restartPolicy"), $"{field}.restartPolicy", RestartPolicies),
            .. Check.OneOf(spec.Text("dnsPolicy"), $"{field}.dnsPolicy", DnsPolicies),
            .. Check.Labels(spec.At("nodeSelector"), $"{field}.nodeSelector"),
            .. HostPorts(spec, field),
            .. SecurityRules.Pod(spec.At("securityContext"), $"{field}.securityContext"),
            .. SchedulingRules.Affinity(spec.At("affinity"), $"{field}.affinity"),
            .. Dns(spec, $"{field}.dnsConfig"),
            .. Check.Each(spec.At("readinessGates"), $"{field}.readinessGates", (gate, place) =>
                NameFormat.QualifiedName(gate.Text("conditionType") ?? "").Select(wrong => FieldError.Invalid($"{place}.conditionType", gate.Text("conditionType") ?? "", wrong))),
            .. SchedulingRules.Spread(spec.At("topologySpreadConstraints"), $"{field}.topologySpreadConstraints"),
            .. Check.Form(spec.Text("serviceAccountName"), $"{field}.serviceAccountName", NameFormat.Subdomain),
            .. Check.Form(spec.Text("nodeName"), $"{field}.nodeName", NameFormat.Subdomain),
            .. Check.Range(spec.At("activeDeadlineSeconds"), $"{field}.activeDeadlineSeconds", 1, int.MaxValue),
            .. Check.Form(spec.Text("hostname"), $"{field}.hostname", NameFormat.Label),
            .. Check.Form(spec.Text("subdomain"), $"{field}.subdomain", NameFormat.Label),
            .. SchedulingRules.Tolerations(spec.At("tolerations"), $"{field}.tolerations"),
            .. spec.Each("hostAliases").SelectMany(alias => HostAlias(alias, $"{field}.hostAliases")),
            .. Check.Form(spec.Text("priorityClassName"), $"{field}.priorityClassName", NameFormat.Subdomain),
            .. Check.Form(spec.Text("runtimeClassName"), $"{field}.runtimeClassName", NameFormat.Subdomain),
            .. Check.OneOf(spec.Text("preemptionPolicy"), $"{field}.preemptionPolicy", PreemptionPolicies),
        ];
    }

    private static IEnumerable<FieldError> InitContainers(JsonNode? spec, string field)
    {
        const string NotThere = "must not be set for init containers";
        var names = spec.Each("containers").Select(container => container.Text("name")).ToHashSet();
        return Check.Each(spec.At("initContainers"), field, (container, place) =>
        [
            .. container.Text("name") is { Length: > 0 } name && names.Contains(name) ? (FieldError[])[FieldError.Duplicate($"{place}.name", name)] : [],
            .. container.At("lifecycle") is null ? [] : (FieldError[])[GoValue.Invalid($"{place}.lifecycle", "core.Lifecycle{...}", NotThere)],
            .. ((string[])["livenessProbe", "readinessProbe", "startupProbe"]).Where(probe => container.At(probe) is not null)
                .Select(probe => GoValue.Invalid($"{place}.{probe}", "core.Probe{...}", NotThere)),
        ]);
    }

    private static IEnumerable<FieldError> HostPorts(JsonNode? spec, string field) => !spec.IsTrue("hostNetwork") ? []
        : Check.Each(spec.At("containers"), $"{field}.containers", (container, place) => Check.Each(container.At("ports"), $"{place}.ports", (port, at) =>
            port.Integer("hostPort") == port.Integer("containerPort") ? []
                : [FieldError.Invalid($"{at}.containerPort", port.At("containerPort"), "must match `hostPort` when `hostNetwork` is true")]));

    private static IEnumerable<FieldError> Dns(JsonNode? spec, string field)
    {
        var config = spec.At("dnsConfig");
        var servers = config.Each("nameservers").Count();
        return
        [
            .. spec.Text("dnsPolicy") == "None" && config is null ? (FieldError[])[FieldError.Required(field, "must provide `dnsConfig` when `dnsPolicy` is None")]
                : spec.Text("dnsPolicy") == "None" && servers == 0 ? [FieldError.Required($"{field}.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None")] : [],
            .. servers > MostNameservers
                ? (FieldError[])[GoValue.Invalid($"{field}.nameservers", GoValue.Texts(config.At("nameservers")), $"must not have more than {MostNameservers} nameservers")] : [],
            .. Check.Each(config.At("nameservers"), $"{field}.nameservers", Address),
            .. Check.Each(config.At("searches"), $"{field}.searches", (search, place) => Check.Form(search.Text(), place, NameFormat.Subdomain)),
            .. Check.Each(config.At("options"), $"{field}.options", (option, place) => Check.Present(option.Text("name"), place, "must not be empty")),
        ];
    }

    private static IEnumerable<FieldError> HostAlias(JsonNode? alias, string field) =>
    [
        .. Address(alias.At("ip"), $"{field}.ip"),
        .. alias.Each("hostnames").SelectMany(name => Check.Form(name.Text(), $"{field}.hostnames", NameFormat.Subdomain)),
    ];

    private static IEnumerable<FieldError> Address(JsonNode? address, string field) =>
        IPAddress.TryParse(address.Text(), out _) ? [] : [FieldError.Invalid(field, address.Text() ?? "", "must be valid IP address")];
}
