namespace MeshBuild.Mesh.Metrics;

/// <summary>How long requests took, counted by upper bounds as Prometheus counts them (<c>le</c>).</summary>
/// <param name="Buckets">How many requests took at most so many milliseconds, by bound; the last bound is infinite.</param>
public sealed record LatencyHistogram(IReadOnlyDictionary<double, double> Buckets)
{
    /// <summary>How many requests there are.</summary>
    public double Count => Buckets.Count == 0 ? 0 : Buckets.MaxBy(bucket => bucket.Key).Value;

    /// <summary>
    /// The time that a part of the requests does not exceed, interpolated within its bucket as <c>histogram_quantile</c> does;
    /// beyond the last finite bound that bound; null when nothing was counted.
    /// (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)
    /// </summary>
    /// <param name="part">0 to 1.</param>
    public TimeSpan? Quantile(double part)
    {
        var count = Count;
        if (count <= 0)
        {
            return null;
        }

        var (lower, below, rank) = (0d, 0d, part * count);
        foreach (var (bound, upTo) in Buckets.OrderBy(bucket => bucket.Key))
        {
            if (double.IsInfinity(bound))
            {
                break;
            }

            if (upTo >= rank)
            {
                return TimeSpan.FromMilliseconds(upTo > below ? lower + ((bound - lower) * (rank - below) / (upTo - below)) : bound);
            }

            (lower, below) = (bound, Math.Max(below, upTo));
        }

        return TimeSpan.FromMilliseconds(lower);
    }
}
