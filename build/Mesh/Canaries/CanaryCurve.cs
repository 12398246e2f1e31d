using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Canaries;

/// <summary>What was measured of a canary in the course of its steps.</summary>
/// <param name="note">The canary.</param>
/// <param name="start">When it began.</param>
public sealed class CanaryCurve(CanaryNote note, DateTimeOffset start)
{
    private readonly List<Point> _points = [];

    /// <summary>The canary.</summary>
    public CanaryNote Note { get; } = note;

    /// <summary>The looks, in the order of time.</summary>
    public IReadOnlyList<Point> Points => _points;

    /// <summary>Whether anything was looked at.</summary>
    public bool HasPoints => _points.Count > 0;

    /// <summary>Adds a look.</summary>
    public void Add(DateTimeOffset at, CanaryStage stage, Traffic stable, Traffic canary) => _points.Add(new Point(at - start, stage, stable, canary));

    /// <summary>One look.</summary>
    /// <param name="After">The time since the beginning.</param>
    /// <param name="Stage">Which requests went to the canary.</param>
    /// <param name="Stable">What the stable version got since the stage began.</param>
    /// <param name="Canary">What the canary got since then.</param>
    public sealed record Point(TimeSpan After, CanaryStage Stage, Traffic Stable, Traffic Canary);
}
