using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Build.Tasks;

[TaskDescription("applies the workloads in one go; what runs without a sidecar is restarted")]
[IsDependentOn(typeof(Lint))]
[IsDependentOn(typeof(LabelNamespace))]
[IsDependentOn(typeof(PushImages))]
public sealed class ApplyWorkloads : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) => context.Settings.Injection == InjectionMode.Manual
        ? context.ManualInjection.ApplyAsync(context.Settings, context.Deadline)
        : context.Workloads.ApplyAsync(context.Settings, context.Deadline);
}
