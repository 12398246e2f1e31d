using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class ExecProbe() : Rule("MB115", Severity.Info, "an exec probe that asks over the network",
    "A command in the container reaches localhost past the sidecar, and other hosts only through it: it tests another way than requests take.")
{
    private static readonly string[] Clients = ["curl", "wget", "nc", "ncat", "grpc_health_probe", "telnet"];

    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from probe in Probe.With(mesh, "exec")
        let command = string.Join(' ', probe.Node.Scalars("exec", "command").Select(word => word.Value))
        let client = command.Split(' ', '/', ';', '&', '|').FirstOrDefault(Clients.Contains)
        where client is not null
        select Found(probe.Workload.Manifest, probe.Node.Nearest("exec", "command")!, $"the {probe.Name} of {probe.Workload} asks by {client}, past the sidecar or through it",
            "Ask by httpGet; or ask localhost only and leave other hosts out of a probe.");
}
