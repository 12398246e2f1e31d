using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Egress;

public sealed class MissingAddresses() : Rule("MB401", Severity.Warning, "a TCP entry without addresses",
    "TCP carries no host name: without addresses the port becomes a listener on 0.0.0.0 that takes all traffic to that port number.", "IST0134")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from port in EntryPort.All(mesh)
        where port.Family == "TCP" && !port.Entry.Spec.Items("addresses").Any()
        select Found(port.Entry.Manifest, port.Protocol ?? port.Node["number"] ?? port.Node, $"port {port.Number} of {port.Entry} is TCP, and the entry has no addresses",
            "Add the addresses that the host has, as in `addresses: [203.0.113.7/32]`; or name the protocol TLS when it is that.");
}
