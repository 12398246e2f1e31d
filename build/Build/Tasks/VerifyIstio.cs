using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Istio;

namespace MeshBuild.Build.Tasks;

[TaskDescription("sees that istio-system is ready and that all versions agree")]
[IsDependentOn(typeof(DownloadIstio))]
public sealed class VerifyIstio : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override Task RunAsync(BuildContext context) =>
        new IstioVerification(context.Cluster, context.Istioctl, context.Reporter, context.Time).VerifyAsync(context.Settings, context.Deadline);
}
