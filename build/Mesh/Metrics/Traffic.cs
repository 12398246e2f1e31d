namespace MeshBuild.Mesh.Metrics;

/// <summary>What a workload was asked for in some time, and how it answered.</summary>
/// <param name="Requests">How many requests it got.</param>
/// <param name="Failures">How many of them failed by its fault.</param>
/// <param name="Latency">How long they took.</param>
public sealed record Traffic(double Requests, double Failures, LatencyHistogram Latency)
{
    /// <summary>None.</summary>
    public static Traffic None { get; } = new(0, 0, new LatencyHistogram(new Dictionary<double, double>()));

    /// <summary>How many succeeded, in percent; null when there were none.</summary>
    public double? Success => Requests > 0 ? 100 * (1 - (Failures / Requests)) : null;

    /// <summary>What 99 of 100 requests do not exceed; null when there were none.</summary>
    public TimeSpan? P99 => Latency.Quantile(0.99);
}
