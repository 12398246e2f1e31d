namespace MeshBuild.Mesh.Settings;

/// <summary>What Lint is asked for.</summary>
public sealed record LintSettings
{
    /// <summary>The severity that makes the run fail: <c>error</c>, <c>warning</c> or <c>info</c>.</summary>
    public string FailOn { get; init; } = "error";

    /// <summary>The form of the report.</summary>
    public LintFormat Format { get; init; } = LintFormat.Text;

    /// <summary>The code of the rule whose page is asked for; null: none is.</summary>
    public string? Explain { get; init; }

    /// <summary>Mends what has one safe mending.</summary>
    public bool Fix { get; init; }

    /// <summary>Looks again whenever a manifest changes, until the run is interrupted.</summary>
    public bool Watch { get; init; }

    /// <summary>Takes what the cluster has into account.</summary>
    public bool Live { get; init; }

    /// <summary><c>MB112 reason; MB101 another</c>: rules that are not to speak; null: all speak.</summary>
    public string? Ignore { get; init; }

    /// <summary>The minor version of Kubernetes 1 that the manifests are for.</summary>
    public int KubernetesMinor { get; init; } = 20;
}
