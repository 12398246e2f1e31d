using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Workloads;

namespace MeshBuild.Build.Tasks;

[TaskDescription("sees that every pod is 2/2, finds the ingress address, asks every route")]
public sealed class Verify : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) =>
        new WorkloadVerification(context.Cluster, context.Http, context.Reporter, context.Time).VerifyAsync(context.Settings, context.Deadline);
}
