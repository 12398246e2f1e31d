using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("takes the canary of a service away; everything is as it was before (--service)")]
public sealed class Abort : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) => context.CanaryEnd.AbortAsync(context.Settings, context.Deadline);
}
