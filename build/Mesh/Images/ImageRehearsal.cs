using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Images;

/// <summary>What stands for BuildImages and PushImages in a rehearsal without a Docker engine: the images are named and counted as not done.</summary>
public sealed class ImageRehearsal(IReporter reporter)
{
    /// <summary>Names what would be built.</summary>
    public void Build(IReadOnlyList<PlannedImage> plan)
    {
        Name(plan, "not built");
        reporter.Warn($"{Counted(plan)} not built: no Docker engine answers, which a rehearsal can do without");
    }

    /// <summary>Names what would be pushed, and records the references, without digests, that workloads are to run.</summary>
    public async Task PublishAsync(IReadOnlyList<PlannedImage> plan, MeshSettings settings, CancellationToken cancellation)
    {
        if (settings.Push && settings.Registry is not null)
        {
            Name(plan, "not pushed");
            reporter.Warn($"{Counted(plan)} not pushed");
        }

        var records = plan.Select(image => new ImageRecord(image.Source.Name, image.Reference.ToString(), null, image.Source.Hash));
        await new ImageRecords([.. records]).WriteAsync(settings.Output, cancellation);
    }

    private static string Counted(IReadOnlyList<PlannedImage> plan) => plan.Count == 1 ? "1 image was" : $"{plan.Count} images were";

    private void Name(IReadOnlyList<PlannedImage> plan, string what)
    {
        foreach (var image in plan)
        {
            reporter.Say($"image {image.Reference}: {what}");
        }
    }
}
