namespace MeshBuild.Mesh.Settings;

/// <summary>What Canary is asked for.</summary>
public sealed record CanarySettings
{
    /// <summary>The tag of the image to release; null: none was named.</summary>
    public string? ImageTag { get; init; }

    /// <summary>How many of the requests go to it, step by step, in percent; rising, 1 to 100.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [5, 20, 50, 100];

    /// <summary>How long each step lasts at least.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The requests that go to it before any others; null: none.</summary>
    public HeaderMatch? Match { get; init; }

    /// <summary>How many of the requests are copied to it before any is answered by it, in percent; 0: none.</summary>
    public int Mirror { get; init; }

    /// <summary>How many requests a step is judged on at least.</summary>
    public int MinRequests { get; init; } = 50;

    /// <summary>How many of its requests have to succeed, in percent.</summary>
    public double MinSuccess { get; init; } = 99;

    /// <summary>How long 99 of 100 of its requests may take at most.</summary>
    public TimeSpan MaxP99 { get; init; } = TimeSpan.FromSeconds(1);
}
