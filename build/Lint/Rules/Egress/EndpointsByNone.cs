using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Egress;

public sealed class EndpointsByNone() : Rule("MB406", Severity.Error, "endpoints and resolution that contradict each other",
    "Istio refuses an entry with endpoints that it is not to resolve, and one that is STATIC and has none.", "IST0106")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from entry in mesh.ServiceEntries
        let resolution = entry.Resolution?.Value ?? "NONE"
        let hasEndpoints = entry.Spec.Items("endpoints").Any()
        where (resolution == "NONE" && hasEndpoints) || (resolution == "STATIC" && !hasEndpoints && entry.Spec["workloadSelector"] is null)
        select Found(entry.Manifest, entry.Resolution ?? entry.Spec.Nearest("endpoints")!,
            hasEndpoints ? $"{entry} has endpoints, and its resolution is NONE" : $"{entry} is STATIC and has no endpoints",
            hasEndpoints ? "Say `resolution: STATIC` for addresses, DNS for names." : "Add the endpoints' addresses, or say `resolution: DNS`.");
}
