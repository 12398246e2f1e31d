using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("Deploy on an embedded cluster; --keep keeps that until Ctrl-C and prints its kubeconfig")]
[IsDependentOn(typeof(Deploy))]
public sealed class Rehearse : AsyncFrostingTask<BuildContext>, IChangesCluster;
