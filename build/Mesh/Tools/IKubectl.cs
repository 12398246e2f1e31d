namespace MeshBuild.Mesh.Tools;

/// <summary>The kubectl commands in use; each carries the run's context, kubeconfig and namespace. None throws for an exit code.</summary>
public interface IKubectl
{
    /// <summary><c>apply -f -</c> of a YAML or JSON stream given on the standard input.</summary>
    Task<ToolOutput> ApplyAsync(string manifests, string? @namespace, CancellationToken cancellation);

    /// <summary><c>kustomize FOLDER</c>: the rendered stream is the standard output.</summary>
    Task<ToolOutput> KustomizeAsync(string folder, CancellationToken cancellation);

    /// <summary><c>version --client -o json</c>.</summary>
    Task<ToolOutput> VersionAsync(CancellationToken cancellation);
}
