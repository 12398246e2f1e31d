using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Network;

/// <summary>A Service's ports: named when there are several, in range, each once.</summary>
internal static class ServicePortRules
{
    private const string Field = "spec.ports";
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    /// <summary>Each port for itself.</summary>
    public static IEnumerable<FieldError> Each(JsonNode? spec)
    {
        var (names, isNamed) = (new HashSet<string>(), spec.Each("ports").Skip(1).Any());
        return Check.Each(spec.At("ports"), Field, (port, place) =>
        [
            .. isNamed ? Check.Present(port.Text("name"), $"{place}.name") : [],
            .. Check.Form(port.Text("name"), $"{place}.name", NameFormat.Label),
            .. port.Text("name") is { Length: > 0 } name && !names.Add(name) ? (FieldError[])[FieldError.Duplicate($"{place}.name", name)] : [],
            .. Check.Port(port.At("port") ?? 0, $"{place}.port"),
            .. Check.OneOf(port.Text("protocol"), $"{place}.protocol", Protocols),
            .. Check.PortOrName(port.At("targetPort"), $"{place}.targetPort"),
            .. Check.Form(port.Text("appProtocol"), $"{place}.appProtocol", NameFormat.QualifiedName),
        ]);
    }

    /// <summary>The ports against each other and the type.</summary>
    public static IEnumerable<FieldError> Together(JsonNode? spec)
    {
        var (ports, nodePorts, type) = (new HashSet<(long?, string?)>(), new HashSet<(long, string?)>(), spec.Text("type"));
        return
        [
            .. type == "LoadBalancer" && spec.Each("ports").Select(port => port.Text("protocol")).Distinct().Skip(1).Any()
                ? (FieldError[])[GoValue.Invalid(Field, $"[]core.ServicePort{{{string.Join(", ", spec.Each("ports").Select(Shown))}}}",
                    "may not contain more than 1 protocol when type is 'LoadBalancer'")] : [],
            .. type != "ClusterIP" ? [] : Check.Each(spec.At("ports"), Field, (port, place) => port.Integer("nodePort") is null or 0 ? []
                : [FieldError.Forbidden($"{place}.nodePort", "may not be used when `type` is 'ClusterIP'")]),
            .. Check.Each(spec.At("ports"), Field, (port, place) =>
                port.Integer("nodePort") is not { } number || number == 0 || nodePorts.Add((number, port.Text("protocol"))) ? [] : [FieldError.Duplicate($"{place}.nodePort", number)]),
            .. Check.Each(spec.At("ports"), Field, (port, place) => ports.Add((port.Integer("port"), port.Text("protocol"))) ? []
                : [new FieldError("FieldValueDuplicate", place, $"Duplicate value: {Shown(new JsonObject { ["protocol"] = port.Text("protocol"), ["port"] = port.Integer("port") })}")]),
        ];
    }

    // An application protocol would be a pointer.
    private static string Shown(JsonNode? port) =>
        $"core.ServicePort{{Name:{GoValue.Text(port.Text("name"))}, Protocol:{GoValue.Text(port.Text("protocol"))}, AppProtocol:(*string)(nil), Port:{port.Integer("port") ?? 0}, "
            + $"TargetPort:{GoValue.IntOrString(port.At("targetPort"))}, NodePort:{port.Integer("nodePort") ?? 0}}}";
}
