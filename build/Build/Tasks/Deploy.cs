using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tasks;

[TaskDescription("the whole runbook, from an empty cluster to 2/2")]
[IsDependentOn(typeof(Lint))]
[IsDependentOn(typeof(BuildImages))]
[IsDependentOn(typeof(PushImages))]
[IsDependentOn(typeof(InstallIstio))]
[IsDependentOn(typeof(InstallAddons))]
[IsDependentOn(typeof(ApplyWorkloads))]
[IsDependentOn(typeof(ApplyEgress))]
[IsDependentOn(typeof(ApplyIngress))]
[IsDependentOn(typeof(VerifyIstio))]
[IsDependentOn(typeof(Verify))]
public sealed class Deploy : AsyncFrostingTask<BuildContext>, IChangesCluster;
