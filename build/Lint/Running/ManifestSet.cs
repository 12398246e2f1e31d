using MeshBuild.Lint.Reading;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Lint.Running;

/// <summary>Every manifest that Deploy applies: plain files as they are, kustomizations and charts as kubectl and helm render them.</summary>
public sealed class ManifestSet(IKubectl kubectl, IHelm helm)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="MeshException">There is nothing to deploy, or a tool could not render something.</exception>
    public async Task<IReadOnlyList<ManifestFile>> ReadAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var (special, _) = WorkloadSources.Find(settings.Manifests);
        var plain = FileReader.ReadAll(PlainFiles(settings), settings.Root, settings.Parallelism, cancellation);
        var rendered = new List<ManifestFile>();
        foreach (var source in special)
        {
            rendered.Add(await RenderAsync(source, settings, cancellation));
        }

        return [.. plain, .. rendered];
    }

    /// <summary>The files that are read as they are, absolute.</summary>
    public static IReadOnlyList<string> PlainFiles(MeshSettings settings) =>
        [.. WorkloadSources.Find(settings.Manifests).PlainFiles,
            .. new[] { "egress", "ingress" }.SelectMany(folder => ManifestFolder.Files(Path.Combine(settings.Manifests, folder)))];

    private async Task<ManifestFile> RenderAsync(WorkloadSource source, MeshSettings settings, CancellationToken cancellation)
    {
        var isChart = source is ChartSource;
        // Where an image is not built yet its name stands for it.
        var images = isChart ? ImageCatalog.Read(settings.Manifests, settings.BuildArgs).ToDictionary(image => $"images.{image.Name}", image => image.Name) : [];
        var output = isChart
            ? await helm.TemplateAsync(source.Name, source.Folder, images, cancellation)
            : await kubectl.KustomizeAsync(source.Folder, cancellation);
        var name = Path.GetRelativePath(settings.Root, source.Folder);
        return output.Succeeded
            ? FileReader.ReadText(output.StandardOutput, $"{name} (rendered)")
            : throw new MeshException($"{(isChart ? "helm could not render the chart" : "kubectl could not build the kustomization")} {name}:\n{output.StandardError.Trim()}",
                "Mend what it names and run the same command again; nothing was applied.");
    }
}
