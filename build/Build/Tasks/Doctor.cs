using Cake.Frosting;
using MeshBuild.Build.CommandLine;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Checks;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Build.Tasks;

[TaskDescription("checks everything that Deploy will need and says how to mend each")]
public sealed class Doctor : AsyncFrostingTask<BuildContext>, IReadsCluster
{
    public override async Task RunAsync(BuildContext context)
    {
        var checks = new DoctorChecks(context.Cluster, context.Kubectl, context.Docker, context.Helm, context.Login);
        var results = await checks.RunAsync(context.Settings, await context.Locations.AllAsync(context.Cancellation), context.Cancellation);
        context.Reporter.Table(new Table(["CHECK", "RESULT", "FOUND"],
            [.. results.Select(result => new[] { result.Name, result.State.ToString().ToLowerInvariant(), result.Found.Split('\n')[0] })]));
        foreach (var warning in results.Where(result => result is { State: CheckState.Warning, Remedy: not null }))
        {
            context.Reporter.Warn($"{warning.Name}: {warning.Remedy}");
        }

        var failed = results.Where(result => result.State == CheckState.Failed).ToList();
        if (failed.Count > 0)
        {
            throw new MeshException(string.Join('\n', failed.Select(result => $"{result.Name}: {result.Found}")),
                string.Join('\n', failed.Select(result => $"{result.Name}: {result.Remedy}")));
        }
    }
}
