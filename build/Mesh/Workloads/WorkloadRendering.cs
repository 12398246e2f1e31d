using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Workloads;

/// <summary>
/// Turns <c>manifests/workloads</c> into objects: plain files as they are, kustomizations built by kubectl. Images of this
/// deployment are replaced by what was built and pushed. Charts stay with helm.
/// </summary>
public sealed class WorkloadRendering(IKubectl kubectl, IReporter reporter)
{
    /// <summary>Every service's objects, charts left out.</summary>
    public async Task<IReadOnlyList<RenderedWorkload>> RenderAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var images = await ImageRecords.ReadAsync(settings.Output, cancellation);
        var rendered = new List<RenderedWorkload>();
        foreach (var source in WorkloadSources.Read(settings.Manifests))
        {
            IReadOnlyList<KubeObject>? objects = source switch
            {
                PlainSource plain => [.. plain.Documents.Select(document => document.Object)],
                KustomizationSource kustomization => await BuildAsync(kustomization, cancellation),
                _ => null,
            };
            if (objects is not null)
            {
                rendered.Add(new RenderedWorkload(source.Name, [.. objects.Select(value => ImageRewriter.Rewrite(value, images.Rewrite))]));
            }
        }

        return rendered;
    }

    private async Task<IReadOnlyList<KubeObject>> BuildAsync(KustomizationSource source, CancellationToken cancellation)
    {
        var output = await kubectl.KustomizeAsync(source.Folder, cancellation);
        if (!output.Succeeded)
        {
            throw new MeshException($"kubectl could not build the kustomization {source.Folder}:\n{output.StandardError.Trim()}",
                "Mend what it names; `kubectl kustomize FOLDER` shows the same.");
        }

        reporter.Detail(output.StandardOutput);
        return [.. ManifestReader.ReadText(output.StandardOutput, Path.Combine(source.Folder, "kustomization.yaml")).Select(document => document.Object)];
    }
}
