using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Purge;

namespace MeshBuild.Build.Tasks;

[TaskDescription("removes all that Deploy created, and nothing else, and audits it")]
[IsDependentOn(typeof(DownloadIstio))]
public sealed class Purge : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) =>
        new MeshPurge(context.Cluster, context.Istioctl, context.Helm, context.Inventory, context.Reporter, context.Time)
            .RunAsync(context.Settings, context.Deadline);
}
