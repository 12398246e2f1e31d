using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Destinations;

public sealed class UnverifiedServer() : Rule("MB505", Severity.Warning, "TLS that verifies nobody",
    "Without caCertificates Istio 1.10 takes whatever certificate the server shows: the connection is encrypted, to whom is unknown.", "IST0128")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from rule in mesh.DestinationRules
        from tls in TlsSettings.Of(rule)
        let mode = tls.Scalar("mode")
        where mode?.Value is "SIMPLE" or "MUTUAL" && tls["caCertificates"] is null && tls["credentialName"] is null
        select Found(rule.Manifest, mode, $"{rule} uses {mode.Value} for {rule.Host?.Value} without caCertificates",
            "Add caCertificates, as in /etc/ssl/certs/ca-certificates.crt for public ones, and subjectAltNames.");
}
