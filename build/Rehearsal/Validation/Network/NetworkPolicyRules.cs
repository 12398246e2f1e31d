using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Network;

/// <summary>NetworkPolicies: ports and peers.</summary>
internal static class NetworkPolicyRules
{
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var spec = context.New["spec"];
        return
        [
            .. SelectorRules.Validate(spec.At("podSelector"), "spec.podSelector"),
            .. Check.Each(spec.At("ingress"), "spec.ingress", (rule, place) => Rule(rule, place, "from")),
            .. Check.Each(spec.At("egress"), "spec.egress", (rule, place) => Rule(rule, place, "to")),
            .. Check.Each(spec.At("policyTypes"), "spec.policyTypes", (type, place) => Check.OneOf(type.Text(), place, "Ingress", "Egress")),
        ];
    }

    private static IEnumerable<FieldError> Rule(JsonNode? rule, string field, string peers) =>
    [
        .. Check.Each(rule.At("ports"), $"{field}.ports", (port, place) =>
        [
            .. Check.OneOf(port.Text("protocol"), $"{place}.protocol", Protocols),
            .. port.At("port") is { } number ? Check.PortOrName(number, $"{place}.port") : [],
        ]),
        .. Check.Each(rule.At(peers), $"{field}.{peers}", Peer),
    ];

    private static IEnumerable<FieldError> Peer(JsonNode? peer, string field)
    {
        var (pods, namespaces, block) = (peer.At("podSelector"), peer.At("namespaceSelector"), peer.At("ipBlock"));
        return
        [
            .. SelectorRules.Validate(pods, $"{field}.podSelector"),
            .. SelectorRules.Validate(namespaces, $"{field}.namespaceSelector"),
            .. block is null ? [] : Block(block, $"{field}.ipBlock"),
            .. (pods ?? namespaces ?? block) is null ? (FieldError[])[FieldError.Required(field, "must specify a peer")] : [],
            .. block is not null && (pods ?? namespaces) is not null ? (FieldError[])[FieldError.Forbidden(field, "may not specify both ipBlock and another peer")] : [],
        ];
    }

    private static IEnumerable<FieldError> Block(JsonNode block, string field)
    {
        var text = block.Text("cidr") ?? "";
        if (AddressRange.Read(text) is not { } range)
        {
            return text.Length == 0 ? [FieldError.Required($"{field}.cidr")] : [FieldError.Invalid($"{field}.cidr", text, "not a valid CIDR")];
        }

        return Check.Each(block.At("except"), $"{field}.except", (except, place) => AddressRange.Read(except.Text() ?? "") is not { } hole
            ? [FieldError.Invalid(place, except.Text() ?? "", "not a valid CIDR")]
            : AddressRange.IsInside(hole, range) ? [] : [FieldError.Invalid(place, except.Text(), "must be a strict subset of `cidr`")]);
    }
}
