using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Istio;

namespace MeshBuild.Build.Tasks;

[TaskDescription("installs Istio and sees that every component is ready")]
[IsDependentOn(typeof(DownloadIstio))]
public sealed class InstallIstio : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) =>
        new IstioInstallation(context.Cluster, context.Istioctl, context.Inventory, context.Reporter, context.Time)
            .EnsureAsync(context.Settings, context.Deadline);
}
