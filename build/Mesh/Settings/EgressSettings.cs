namespace MeshBuild.Mesh.Settings;

/// <summary>What DiscoverEgress is asked for.</summary>
public sealed record EgressSettings
{
    /// <summary>How far back the logs are read.</summary>
    public TimeSpan Since { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Writes a ServiceEntry file for each host that no ServiceEntry names.</summary>
    public bool Write { get; init; }
}
