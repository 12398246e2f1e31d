using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Ingress;

namespace MeshBuild.Build.Tasks;

[TaskDescription("applies the gateway and its routes")]
[IsDependentOn(typeof(Lint))]
public sealed class ApplyIngress : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) =>
        new ConfigurationDeployment(context.Applier, context.Reporter)
            .ApplyAsync(Path.Combine(context.Settings.Manifests, "ingress"), nameof(ApplyIngress), context.Settings, context.Deadline);
}
