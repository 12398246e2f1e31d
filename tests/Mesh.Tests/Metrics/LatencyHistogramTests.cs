using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Tests.Metrics;

public sealed class LatencyHistogramTests
{
    private static readonly double[] Bounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000];

    // Counts per bucket, the last one beyond the last bound.
    private static readonly double[][] Recorded =
    [
        [0, 12, 340, 912, 1800, 420, 96, 31, 8, 2, 0, 0, 0, 0, 0, 0],
        [5, 90, 4210, 38120, 9120, 2010, 880, 402, 210, 120, 77, 31, 4, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 3, 44, 391, 1204, 210, 12, 0, 0, 0],
        [1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 98, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50],
    ];

    // Every request by itself, evenly within its bucket.
    [Test]
    public void A_quantile_is_within_1_percent_of_a_count_of_every_request([Range(0, 6)] int index, [Values(0.5, 0.9, 0.99)] double part)
    {
        const int Copies = 1000;
        var times = new List<double>();
        for (var bucket = 0; bucket < Recorded[index].Length; bucket++)
        {
            var (lower, upper) = bucket == Bounds.Length ? (Bounds[^1], Bounds[^1]) : (bucket == 0 ? 0 : Bounds[bucket - 1], Bounds[bucket]);
            var count = Recorded[index][bucket] * Copies / Math.Max(1, Recorded[index].Sum() / 1000);
            for (var request = 1; request <= count; request++)
            {
                times.Add(lower + ((upper - lower) * request / count));
            }
        }

        times.Sort();
        var expected = times[(int)Math.Ceiling(part * times.Count) - 1];
        Histogram(Recorded[index]).Quantile(part)!.Value.TotalMilliseconds.ShouldBe(expected, expected * 0.01);
    }

    [Test]
    public void Nothing_has_no_quantile()
    {
        Histogram([0, 0, 0]).Quantile(0.99).ShouldBeNull();
        Traffic.None.P99.ShouldBeNull();
        Traffic.None.Success.ShouldBeNull();
    }

    private static LatencyHistogram Histogram(double[] counts)
    {
        var buckets = new Dictionary<double, double>();
        var sum = 0d;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            buckets[bucket < Bounds.Length ? Bounds[bucket] : double.PositiveInfinity] = sum += counts[bucket];
        }

        return new LatencyHistogram(buckets);
    }
}
