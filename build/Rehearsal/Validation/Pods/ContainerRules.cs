using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>The containers of a list, each for itself and against its neighbours.</summary>
internal static class ContainerRules
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    /// <summary>The errors of a list of containers.</summary>
    /// <param name="containers">The list.</param>
    /// <param name="field">Where it is.</param>
    /// <param name="volumes">The names of the pod's volumes.</param>
    public static IEnumerable<FieldError> Validate(JsonNode? containers, string field, IReadOnlySet<string> volumes)
    {
        var (names, hostPorts) = (new HashSet<string>(), new HashSet<string>());
        return
        [
            .. Check.Each(containers, field, (container, place) => Container(container, place, names, volumes)),
            .. Check.Each(containers, field, (container, place) => Check.Each(container.At("ports"), $"{place}.ports", (port, at) => HostPort(port, at, hostPorts))),
        ];
    }

    private static IEnumerable<FieldError> Container(JsonNode? container, string field, HashSet<string> names, IReadOnlySet<string> volumes) =>
    [
        .. Check.Named(container.Text("name"), $"{field}.name", NameFormat.Label),
        .. names.Add(container.Text("name") ?? "") ? [] : (FieldError[])[FieldError.Duplicate($"{field}.name", container.Text("name") ?? "")],
        .. Check.Present(container.Text("image"), $"{field}.image"),
        .. HandlerRules.Lifecycle(container.At("lifecycle"), $"{field}.lifecycle"),
        .. HandlerRules.Probe(container.At("livenessProbe"), $"{field}.livenessProbe", succeedsAtOnce: true),
        .. HandlerRules.Probe(container.At("startupProbe"), $"{field}.startupProbe", succeedsAtOnce: true),
        .. container.Text("terminationMessagePolicy") is null or "File" or "FallbackToLogsOnError" ? [] : (FieldError[])
            [FieldError.Invalid($"{field}.terminationMessagePolicy", container.Text("terminationMessagePolicy"), "must be 'File' or 'FallbackToLogsOnError'")],
        .. HandlerRules.Probe(container.At("readinessProbe"), $"{field}.readinessProbe", succeedsAtOnce: false),
        .. Ports(container.At("ports"), $"{field}.ports"),
        .. EnvironmentRules.Validate(container, field),
        .. MountRules.Validate(container, $"{field}.volumeMounts", volumes),
        .. Check.OneOf(container.Text("imagePullPolicy"), $"{field}.imagePullPolicy", PullPolicies),
        .. ResourceRules.Validate(container.At("resources"), $"{field}.resources"),
        .. SecurityRules.Container(container.At("securityContext"), $"{field}.securityContext"),
    ];

    private static IEnumerable<FieldError> Ports(JsonNode? ports, string field)
    {
        var names = new HashSet<string>();
        return Check.Each(ports, field, (port, place) =>
        [
            .. Name(port.Text("name") ?? "", $"{place}.name", names),
            .. port.Integer("containerPort") is null or 0 ? [FieldError.Required($"{place}.containerPort")] : Check.Port(port.At("containerPort"), $"{place}.containerPort"),
            .. port.Integer("hostPort") is null or 0 ? [] : Check.Port(port.At("hostPort"), $"{place}.hostPort"),
            .. Check.OneOf(port.Text("protocol"), $"{place}.protocol", Protocols),
        ]);
    }

    private static IEnumerable<FieldError> Name(string name, string field, HashSet<string> names)
    {
        var wrongs = name.Length == 0 ? [] : NameFormat.PortName(name);
        return name.Length > 0 && wrongs.Count == 0 && !names.Add(name) ? [FieldError.Duplicate(field, name)] : wrongs.Select(wrong => FieldError.Invalid(field, name, wrong));
    }

    private static IEnumerable<FieldError> HostPort(JsonNode? port, string field, HashSet<string> used)
    {
        var shown = $"{port.Text("protocol")}/{port.Text("hostIP")}/{port.Integer("hostPort")}";
        return port.Integer("hostPort") is null or 0 || used.Add(shown) ? [] : [FieldError.Duplicate($"{field}.hostPort", shown)];
    }
}
