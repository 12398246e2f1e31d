using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Objects;

namespace MeshBuild.Rehearsal.StandIn.Istioctl;

/// <summary><c>verify-install</c>: looks once, does not wait.</summary>
internal sealed class VerifyInstall(ApiServer api, TextWriter output, TextWriter error)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (await api.GetAsync(ApiServer.PathOf(DemoProfile.InstalledState), cancellation) is null)
        {
            await output.WriteLineAsync("0 Istio control planes detected, checking --revision \"default\" only\n0 Istio injectors detected");
            await error.WriteLineAsync("Error: could not load IstioOperator from cluster: the server could not find the requested resource. Use --filename");
            return 1;
        }

        var status = 0;
        foreach (var value in DemoProfile.All)
        {
            var there = await api.GetAsync(ApiServer.PathOf(value), cancellation) is not null;
            status |= there ? 0 : 1;
            await output.WriteLineAsync($"{(there ? "✔" : "✘")} {Manifest.Kind(value)}: {Manifest.Name(value)}.{Manifest.Namespace(value)} {(there ? "checked successfully" : "not found")}");
        }

        return status;
    }
}
