using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

// It changes the cluster without the lock: it lasts, and others are to work meanwhile. Its writes bear that.
[TaskDescription("lets requests to a service fail or wait (--service, --delay or --abort, --percent, --match), for a while (--for)")]
public sealed class InjectFault : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) =>
        context.UntilInterruptedAsync(_ => context.Faults.RunAsync(context.Settings, context.Deadline));
}
