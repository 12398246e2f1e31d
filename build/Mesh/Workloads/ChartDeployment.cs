using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Workloads;

/// <summary>
/// Helm charts among the workloads: linted, then installed or upgraded as the release of their folder's name. Each image of this
/// deployment is given to the chart as the value <c>images.NAME</c>, a full reference.
/// </summary>
public sealed class ChartDeployment(IHelm helm, InventoryStore inventory, IReporter reporter)
{
    /// <summary>Installs or upgrades every chart; all are linted before the first is touched.</summary>
    public async Task ApplyAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var charts = WorkloadSources.Read(settings.Manifests).OfType<ChartSource>().ToList();
        foreach (var chart in charts)
        {
            Check(await helm.LintAsync(chart.Folder, cancellation), $"helm lint finds fault with the chart {chart.Folder}");
        }

        var values = (await ImageRecords.ReadAsync(settings.Output, cancellation)).Images
            .ToDictionary(image => $"images.{image.Name}", image => image.Reference);
        foreach (var chart in charts)
        {
            await inventory.RecordReleaseAsync(chart.Name, settings.Namespace, cancellation);
            Check(await helm.UpgradeAsync(chart.Name, chart.Folder, values, cancellation), $"helm could not install the chart {chart.Folder}");
            reporter.Say($"release {chart.Name}: installed from its chart");
        }
    }

    private static void Check(ToolOutput output, string failure)
    {
        if (!output.Succeeded)
        {
            throw new MeshException($"{failure}:\n{(output.StandardOutput + output.StandardError).Trim()}", "Mend the chart and run the same command again.");
        }
    }
}
