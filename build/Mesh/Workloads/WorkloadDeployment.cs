using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Workloads;

/// <summary>ApplyWorkloads: charts by helm, everything else in one apply, and a restart of what lacks its sidecar or was refused it.</summary>
public sealed class WorkloadDeployment(
    WorkloadRendering rendering, ChartDeployment charts, ManifestApplier applier, SidecarRestart restart, RefusedPods refused)
{
    /// <summary>Applies the workloads; does not wait for their rollouts.</summary>
    public async Task ApplyAsync(MeshSettings settings, Deadline deadline)
    {
        var workloads = await rendering.RenderAsync(settings, deadline.Token);
        await charts.ApplyAsync(settings, deadline.Token);
        await applier.ApplyAsync([.. workloads.SelectMany(workload => workload.Objects)], settings.Namespace, "ApplyWorkloads", deadline.Token);
        if (settings.Injection == InjectionMode.Auto)
        {
            await restart.RestartAsync(settings.Namespace, deadline.Token);
            await refused.RetryAsync(settings.Namespace, deadline.Token);
        }
    }
}
