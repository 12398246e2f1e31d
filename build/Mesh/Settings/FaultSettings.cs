namespace MeshBuild.Mesh.Settings;

/// <summary>What InjectFault is asked for.</summary>
public sealed record FaultSettings
{
    /// <summary>How long a request waits; null: no delay.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The HTTP status that a request is answered with, 200 to 599; null: none.</summary>
    public int? Abort { get; init; }

    /// <summary>How many of the requests meet the fault, in percent.</summary>
    public decimal Percent { get; init; } = 100;

    /// <summary>The header that a request has to have to meet it; null: any request.</summary>
    public HeaderMatch? Match { get; init; }

    /// <summary>How long it lasts.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromMinutes(10);
}
