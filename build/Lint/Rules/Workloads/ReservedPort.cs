using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Workloads;

public sealed class ReservedPort() : Rule("MB107", Severity.Error, "a port that the sidecar has for itself",
    "The sidecar listens on it in the same pod: whichever comes second fails to start, or its traffic goes to the wrong one.")
{
    private static readonly Dictionary<int, string> Reserved = new()
    {
        [15000] = "Envoy's administration",
        [15001] = "outbound traffic",
        [15006] = "inbound traffic",
        [15008] = "tunnels between proxies",
        [15020] = "merged metrics and probes",
        [15021] = "the proxy's health",
        [15090] = "Envoy's metrics",
    };

    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from workload in mesh.MeshWorkloads
        from container in workload.Containers
        where container.Name != "istio-proxy"
        from port in container.Ports
        let number = port.Number ?? 0
        where Reserved.ContainsKey(number)
        select Found(workload.Manifest, port.Node["containerPort"]!, $"{workload} listens on {number}, which is the sidecar's for {Reserved[number]}",
            $"Let it listen on another port than {string.Join(", ", Reserved.Keys)}.");
}
