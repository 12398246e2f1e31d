using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("the latest traces of a service (--service), or that of a request that it sends (--request), as trees to scale")]
public sealed class Trace : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) => context.Traces.RunAsync(context.Settings, context.Deadline);
}
