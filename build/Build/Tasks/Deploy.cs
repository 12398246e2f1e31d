using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

// The workloads' pods take longest to start: the addons, which nothing waits for, are applied meanwhile.
[TaskDescription("the whole runbook, from an empty cluster to 2/2")]
[IsDependentOn(typeof(Lint))]
[IsDependentOn(typeof(BuildImages))]
[IsDependentOn(typeof(PushImages))]
[IsDependentOn(typeof(InstallIstio))]
[IsDependentOn(typeof(ApplyWorkloads))]
[IsDependentOn(typeof(InstallAddons))]
[IsDependentOn(typeof(ApplyEgress))]
[IsDependentOn(typeof(ApplyIngress))]
[IsDependentOn(typeof(VerifyIstio))]
[IsDependentOn(typeof(Verify))]
public sealed class Deploy : AsyncFrostingTask<BuildContext>, IChangesCluster;
