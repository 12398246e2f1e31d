using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("the page of kiali, grafana, jaeger or prometheus (--which) on a port of this machine (--port), until Ctrl-C")]
public sealed class Dashboard : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) =>
        context.UntilInterruptedAsync(end => context.Dashboard.RunAsync(context.Settings.Dashboard, context.Browser.OpenAsync, end));
}
