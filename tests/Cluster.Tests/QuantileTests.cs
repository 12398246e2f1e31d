using System.Globalization;
using MeshBuild.Cluster.Tests.Clusters;
using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Cluster.Tests;

/// <summary>What the gates of a canary compute of a histogram is what Prometheus does.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class QuantileTests
{
    // Counts per bucket of Istio's bounds.
    private static readonly Dictionary<string, double[]> Recorded = new()
    {
        ["quick"] = [0, 12, 340, 912, 1800, 420, 96, 31, 8, 2, 0, 0, 0, 0, 0, 0],
        ["busy"] = [5, 90, 4210, 38120, 9120, 2010, 880, 402, 210, 120, 77, 31, 4, 1, 0, 0],
        ["slow"] = [0, 0, 0, 0, 0, 0, 0, 3, 44, 391, 1204, 210, 12, 0, 0, 0],
        ["one-bucket"] = [1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ["two-peaks"] = [0, 0, 0, 0, 98, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0],
        ["few"] = [0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ["beyond"] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50],
    };

    private PlayedMesh _mesh = null!;
    private Prometheus _prometheus = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _mesh = new PlayedMesh();
        _prometheus = await Prometheus.StartAsync(_mesh.Address);
        _http = new HttpClient { BaseAddress = _prometheus.Address };
    }

    [OneTimeTearDown]
    public void End()
    {
        _http?.Dispose();
        _prometheus?.Dispose();
        _mesh?.Dispose();
    }

    [Test]
    public async Task Every_quantile_is_that_of_Prometheus()
    {
        var metrics = new PrometheusClient(_http);
        var count = new TrafficCount(metrics, "default", [.. Recorded.Keys]);
        await count.LookAsync(default);
        foreach (var (workload, counts) in Recorded)
        {
            _mesh.Count(workload, counts);
        }

        while (Recorded.Any(workload => count.Of(workload.Key).Latency.Count < workload.Value.Sum()))
        {
            await count.LookAsync(default);
        }

        foreach (var workload in Recorded.Keys)
        {
            foreach (var part in new[] { 0.5, 0.9, 0.95, 0.99 })
            {
                var expected = (await metrics.QueryAsync(string.Create(CultureInfo.InvariantCulture,
                    $"histogram_quantile({part}, sum by (le) (istio_request_duration_milliseconds_bucket{{destination_workload=\"{workload}\"}}))"), default)).ShouldHaveSingleItem().Value;
                count.Of(workload).Latency.Quantile(part)!.Value.TotalMilliseconds.ShouldBe(expected, expected * 0.01, $"{workload} {part}");
            }
        }
    }

    [Test]
    public async Task What_Prometheus_refuses_is_told() =>
        (await Should.ThrowAsync<Mesh.MeshException>(new PrometheusClient(_http).QueryAsync("sum(", default))).Message.ShouldContain("parse error");
}
