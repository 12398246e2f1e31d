using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Egress;

public sealed class UnusualPort() : Rule("MB404", Severity.Warning, "a protocol that does not go with its port",
    "The sidecar takes what comes for the protocol that is named: TLS on a port that is HTTP to it, or the other way round, is cut off.")
{
    private static readonly Dictionary<int, string> Usual = new() { [80] = "HTTP", [443] = "TLS" };

    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from port in EntryPort.All(mesh)
        where port.Number is { } number && Usual.TryGetValue(number, out var usual) && port.Protocol is not null && port.Family != "TCP"
            && usual != port.Family && port.Node["targetPort"] is null
        select Found(port.Entry.Manifest, port.Protocol!, $"port {port.Number} of {port.Entry} is {port.Protocol!.Value}, and {Usual[port.Number!.Value]} is usual there",
            port.Number == 443 ? "Say HTTPS, or TLS; where the sidecar is to begin the TLS itself, use port 80 with a targetPort and a DestinationRule." : "Say HTTP.");
}
