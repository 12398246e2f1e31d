using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Workloads;

/// <summary>
/// InjectWorkloads: <c>istioctl kube-inject</c> into a file per workload, every file checked, and only then one apply.
/// The output is never piped into kubectl, since a failure midway leaves half a stream behind.
/// </summary>
public sealed class ManualInjection(WorkloadRendering rendering, IIstioctl istioctl, ManifestApplier applier, IReporter reporter)
{
    /// <summary>Injects and applies the workloads; does not wait for their rollouts.</summary>
    public async Task ApplyAsync(MeshSettings settings, Deadline deadline)
    {
        if (WorkloadSources.Read(settings.Manifests).OfType<ChartSource>().FirstOrDefault() is { } chart)
        {
            reporter.Warn($"the chart {chart.Name} is left out: kube-inject works on manifests, helm installs charts with --injection=auto.");
        }

        var folder = Path.Combine(settings.Output, "injected");
        Directory.CreateDirectory(folder);
        var injected = new List<KubeObject>();
        foreach (var workload in await rendering.RenderAsync(settings, deadline.Token))
        {
            injected.AddRange(await InjectAsync(workload, Path.Combine(folder, workload.Name + ".yaml"), deadline.Token));
        }

        await applier.ApplyAsync(injected, settings.Namespace, "InjectWorkloads", deadline.Token);
    }

    private async Task<IReadOnlyList<KubeObject>> InjectAsync(RenderedWorkload workload, string file, CancellationToken cancellation)
    {
        var plain = Path.ChangeExtension(file, ".plain.json");
        await File.WriteAllTextAsync(plain, string.Join("\n---\n", workload.Objects.Select(value => value.Json.ToJsonString())), cancellation);
        var output = await istioctl.KubeInjectAsync(plain, cancellation);
        if (!output.Succeeded)
        {
            throw new MeshException($"istioctl kube-inject failed for {workload.Name} (exit {output.ExitCode}); nothing was applied:\n{output.StandardError.Trim()}",
                "See that istiod is ready (--target=VerifyIstio) and run the same command again.");
        }

        await File.WriteAllTextAsync(file, output.StandardOutput, cancellation);
        var objects = ManifestReader.ReadText(output.StandardOutput, file).Select(document => document.Object).ToList();
        if (objects.Count != workload.Objects.Count)
        {
            throw new MeshException($"istioctl kube-inject turned the {workload.Objects.Count} objects of {workload.Name} into {objects.Count} (see {file}); nothing was applied.",
                "Run the same command again; --verbosity=diagnostic shows what istioctl wrote.");
        }

        var bare = objects.Where(value => PodTemplate.Of(value) is { } template && !PodTemplate.HasSidecar(template) && !RefusesSidecar(template)).ToList();
        if (bare.Count > 0)
        {
            throw new MeshException($"istioctl kube-inject gave {string.Join(", ", bare)} no sidecar (see {file}); nothing was applied.",
                "Look for sidecar.istio.io/inject or hostNetwork in the manifest.");
        }

        reporter.Say($"{workload.Name}: sidecars written into {Path.GetFileName(file)}");
        return objects;
    }

    private static bool RefusesSidecar(JsonObject template) =>
        (bool?)template["spec"]?["hostNetwork"] == true
        || (string?)template["metadata"]?["labels"]?["sidecar.istio.io/inject"] == "false"
        || (string?)template["metadata"]?["annotations"]?["sidecar.istio.io/inject"] == "false";
}
