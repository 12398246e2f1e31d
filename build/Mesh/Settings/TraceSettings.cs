namespace MeshBuild.Mesh.Settings;

/// <summary>What Trace is asked for.</summary>
public sealed record TraceSettings
{
    /// <summary>What a request is sent to whose trace is shown; null: the latest traces of the service are.</summary>
    public Uri? Request { get; init; }
}
