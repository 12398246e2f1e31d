using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh.Istio;

namespace MeshBuild.Build.Tasks;

[TaskDescription("labels the workloads' namespace for injection")]
public sealed class LabelNamespace : AsyncFrostingTask<BuildContext>, IChangesCluster
{
    public override Task RunAsync(BuildContext context) =>
        new NamespaceLabel(context.Cluster, context.Inventory, context.Reporter).EnsureAsync(context.Settings, context.Deadline);
}
