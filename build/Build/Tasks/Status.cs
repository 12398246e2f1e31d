using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Workloads;

namespace MeshBuild.Build.Tasks;

[TaskDescription("shows the same picture, without waiting or failing")]
public sealed class Status : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) =>
        new StatusReport(context.Cluster, context.Inventory, context.Reporter, context.Time).ShowAsync(context.Settings, context.Cancellation);
}
