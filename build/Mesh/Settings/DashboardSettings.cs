namespace MeshBuild.Mesh.Settings;

/// <summary>What Dashboard is asked for.</summary>
public sealed record DashboardSettings
{
    /// <summary>The addon: kiali, grafana, jaeger or prometheus.</summary>
    public string Which { get; init; } = "kiali";

    /// <summary>The port of this machine; null: the addon's own when it is free, else any that is.</summary>
    public int? Port { get; init; }
}
