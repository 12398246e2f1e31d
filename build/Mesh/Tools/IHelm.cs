namespace MeshBuild.Mesh.Tools;

/// <summary>The helm commands in use; each carries the run's context, kubeconfig and namespace. None throws for an exit code.</summary>
public interface IHelm
{
    /// <summary><c>lint CHART</c>.</summary>
    Task<ToolOutput> LintAsync(string chart, CancellationToken cancellation);

    /// <summary><c>template RELEASE CHART</c> with <c>--set</c> values: the rendered stream is the standard output.</summary>
    Task<ToolOutput> TemplateAsync(string release, string chart, IReadOnlyDictionary<string, string> values, CancellationToken cancellation);

    /// <summary><c>upgrade --install RELEASE CHART</c> with <c>--set</c> values.</summary>
    Task<ToolOutput> UpgradeAsync(string release, string chart, IReadOnlyDictionary<string, string> values, CancellationToken cancellation);

    /// <summary><c>uninstall RELEASE</c>.</summary>
    Task<ToolOutput> UninstallAsync(string release, CancellationToken cancellation);

    /// <summary><c>version --short</c>.</summary>
    Task<ToolOutput> VersionAsync(CancellationToken cancellation);
}
