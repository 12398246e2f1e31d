using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Destinations;

public sealed class ForeignMutualTls() : Rule("MB504", Severity.Error, "a TLS mode that the host cannot answer",
    "ISTIO_MUTUAL shows the certificates of the mesh, which a host outside of it does not know; and inside of it anything else breaks strict mTLS.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from rule in mesh.DestinationRules
        where rule.Host is not null
        let entry = mesh.Hosts.Find(rule.Host!.Value, rule.Namespace).Select(host => host.Owner).OfType<ServiceEntry>().FirstOrDefault()
        where entry is not null
        from tls in TlsSettings.Of(rule)
        let mode = tls.Scalar("mode")
        where mode is not null && (entry.IsInternal ? mode.Value is "SIMPLE" or "MUTUAL" : mode.Value == "ISTIO_MUTUAL")
        select Found(rule.Manifest, mode, $"{rule} uses {mode.Value} for {rule.Host!.Value}, which {entry} says is {(entry.IsInternal ? "part" : "outside")} of the mesh",
            entry.IsInternal ? "Say ISTIO_MUTUAL, or take the mode out." : "Say SIMPLE, or MUTUAL with certificates of your own; or DISABLE.");
}
