using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class TcpProbe() : Rule("MB114", Severity.Warning, "a TCP probe that always succeeds",
    "The sidecar takes every connection to the pod itself, before it knows whether the container listens: the probe says nothing any more.")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from probe in Probe.With(mesh, "tcpSocket")
        select Found(probe.Workload.Manifest, probe.Node.Nearest("tcpSocket")!, $"the {probe.Name} of {probe.Workload} asks the sidecar, which always answers",
            "Ask by httpGet, which Istio hands on to the container; or by exec.");
}
