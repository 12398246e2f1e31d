using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("takes back the faults of a service (--service), or all")]
public sealed class ClearFault : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) =>
        context.Faults.ClearAsync(context.Settings.Service, context.Settings.Namespace, context.Cancellation);
}
