using Cake.Frosting;

namespace MeshBuild.Build.Tasks;

[TaskDescription("brings the Istio release, verified, into tools/")]
public sealed class DownloadIstio : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => context.EnsureDistributionAsync();
}
