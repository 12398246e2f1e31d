using Cake.Core;
using Cake.Core.IO;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Build.Tools;

/// <summary>The context and the kubeconfig, which every call carries: a tool that finds its own may find another cluster.</summary>
internal static class ClusterArguments
{
    public static ProcessArgumentBuilder AppendCluster(this ProcessArgumentBuilder builder, ClusterTarget target) =>
        builder.Append("--context").AppendQuoted(target.Context).Append("--kubeconfig").AppendQuoted(target.Kubeconfig);
}
