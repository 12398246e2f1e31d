using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Ingress;

namespace MeshBuild.Build.Tasks;

[TaskDescription("applies what may be called outside of the mesh")]
[IsDependentOn(typeof(Lint))]
public sealed class ApplyEgress : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) =>
        new ConfigurationDeployment(context.Applier, context.Reporter)
            .ApplyAsync(Path.Combine(context.Settings.Manifests, "egress"), nameof(ApplyEgress), context.Settings, context.Deadline);
}
