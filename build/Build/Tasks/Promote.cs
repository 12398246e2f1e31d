using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("makes the canary of a service its stable version (--service)")]
public sealed class Promote : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) => context.CanaryEnd.PromoteAsync(context.Settings, context.Deadline);
}
