using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("draws the mesh from its ingress to its egress, with the rates of requests, as graph.svg and graph.mmd")]
public sealed class Graph : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) => context.Graph.RunAsync(context.Settings, context.Cancellation);
}
