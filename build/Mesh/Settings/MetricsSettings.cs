namespace MeshBuild.Mesh.Settings;

/// <summary>Where the mesh's metrics are.</summary>
public sealed record MetricsSettings
{
    /// <summary>Prometheus' address, with a slash at its end; null: the addon in the cluster, through the API server.</summary>
    public Uri? Prometheus { get; init; }
}
