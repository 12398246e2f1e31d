using MeshBuild.Rehearsal.StandIn.Kubernetes;

namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary><c>x precheck</c>: its success is on the standard error, as the genuine one's.</summary>
internal sealed class PrecheckCommand(ApiServer api, TextWriter error)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        await api.GetAsync("/version", cancellation);
        await error.WriteLineAsync("✔ No issues found when checking the cluster. Istio is safe to install or upgrade!");
        return 0;
    }
}
