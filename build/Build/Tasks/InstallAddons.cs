using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Istio;

namespace MeshBuild.Build.Tasks;

[TaskDescription("installs grafana, jaeger, kiali and prometheus")]
[IsDependentOn(typeof(InstallIstio))]
public sealed class InstallAddons : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) =>
        new AddonInstallation(context.Cluster, context.Applier, context.Reporter)
            .EnsureAsync(context.Distribution.Addons, context.Settings, context.Deadline);
}
