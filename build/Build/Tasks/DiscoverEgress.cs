using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("says what leaves the mesh by its access logs (--since); --write makes ServiceEntries of it")]
public sealed class DiscoverEgress : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) => context.Egress.RunAsync(context.Settings, context.Cancellation);
}
