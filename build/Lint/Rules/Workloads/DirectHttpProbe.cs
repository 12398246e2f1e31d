using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class DirectHttpProbe() : Rule("MB118", Severity.Warning, "an HTTP probe that is not handed on",
    "The kubelet has no certificate of the mesh: where mTLS is strict the sidecar refuses its probe unless Istio hands it on.")
{
    private const string Rewrite = "sidecar.istio.io/rewriteAppHTTPProbers";

    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from probe in Probe.With(mesh, "httpGet")
        where probe.Workload.Annotations[Rewrite] == "false"
        select Found(probe.Workload.Manifest, probe.Node.Nearest("httpGet")!, $"the {probe.Name} of {probe.Workload} goes to the sidecar, and {Rewrite} keeps it from being handed on",
            $"Take the annotation {Rewrite} out.");
}
