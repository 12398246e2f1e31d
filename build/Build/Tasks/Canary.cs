using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("releases another version of a service step by step (--service, --image-tag, --steps), judged by its metrics")]
public sealed class Canary : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) => context.Canary.RunAsync(context.Settings, context.Deadline);
}
