namespace MeshBuild.Lint.Model;

/// <summary>What the manifests are judged for.</summary>
public sealed record LintOptions
{
    /// <summary>The namespace that is deployed to.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Whether that namespace will have the label <c>istio-injection=enabled</c>.</summary>
    public bool IsInjected { get; init; } = true;

    /// <summary>The minor version of Kubernetes 1, <c>20</c>.</summary>
    public int KubernetesMinor { get; init; } = 20;

    /// <summary>The profile that Istio is installed with.</summary>
    public string Profile { get; init; } = "demo";

    /// <summary>Images that are built here: their tag and digest are set when they are applied.</summary>
    public IReadOnlyList<string> LocalImages { get; init; } = [];
}
