using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("the manual way: istioctl kube-inject into files, then apply")]
[IsDependentOn(typeof(DownloadIstio))]
[IsDependentOn(typeof(Lint))]
[IsDependentOn(typeof(PushImages))]
public sealed class InjectWorkloads : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) => context.ManualInjection.ApplyAsync(context.Settings, context.Deadline);
}
