using System.Globalization;

namespace MeshBuild.Mesh.Metrics;

/// <summary>
/// Counts the requests of workloads from when it began, by what the proxies of their pods have counted. Prometheus' <c>increase</c>
/// leaves out what a series had counted when it was first seen, which is much of a new version's first minute, and needs two
/// scrapes; so the counters are asked for as they are, and what was added since the last look is added here. A pod that began
/// anew counts from 0.
/// </summary>
/// <param name="metrics">Where to ask.</param>
/// <param name="namespace">The workloads' namespace.</param>
/// <param name="workloads">Their names.</param>
public sealed class TrafficCount(IMetrics metrics, string @namespace, IReadOnlyCollection<string> workloads)
{
    // A server's fault, by https://opentelemetry.io/docs/specs/semconv/rpc/grpc/: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS.
    private static readonly string[] FailedCalls = ["2", "4", "12", "13", "14", "15"];

    private readonly Dictionary<string, double> _last = [];
    private readonly Dictionary<(string Workload, bool Failed), double> _requests = [];
    private readonly Dictionary<(string Workload, double Bound), double> _buckets = [];
    private bool _hasBegun;

    /// <summary>The expression of the requests, per workload and pod, by how they were answered.</summary>
    public string Requests => $"sum by (destination_workload, instance, response_code, grpc_response_status) (istio_requests_total{{{Selector}}})";

    /// <summary>The expression of their durations. A connection that became a WebSocket lasts as its user wants.</summary>
    public string Durations => $"sum by (destination_workload, instance, le) (istio_request_duration_milliseconds_bucket{{{Selector},response_code!=\"101\"}})";

    private string Selector =>
        $"reporter=\"destination\",destination_workload_namespace=\"{@namespace}\",destination_workload=~\"{string.Join('|', workloads)}\"";

    /// <summary>Looks again; the first look is where counting begins.</summary>
    /// <exception cref="MeshException">Prometheus cannot be asked.</exception>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var requests = metrics.QueryAsync(Requests, cancellation);
        var durations = metrics.QueryAsync(Durations, cancellation);
        await Task.WhenAll(requests, durations);
        foreach (var sample in await requests)
        {
            Add(_requests, (Workload(sample), IsFailure(sample)), sample);
        }

        foreach (var sample in await durations)
        {
            Add(_buckets, (Workload(sample), Bound(sample)), sample);
        }

        _hasBegun = true;
    }

    /// <summary>What was counted of a workload.</summary>
    public Traffic Of(string workload)
    {
        var failures = _requests.GetValueOrDefault((workload, true));
        return new Traffic(_requests.GetValueOrDefault((workload, false)) + failures, failures,
            new LatencyHistogram(_buckets.Where(bucket => bucket.Key.Workload == workload).ToDictionary(bucket => bucket.Key.Bound, bucket => bucket.Value)));
    }

    // What is counted already when counting begins is not counted; a series that comes later is new, or has begun anew.
    private void Add<TKey>(Dictionary<TKey, double> sums, TKey key, MetricSample sample)
        where TKey : notnull
    {
        var series = string.Join('\n', sample.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
        if (_last.TryGetValue(series, out var last) || _hasBegun)
        {
            sums[key] = sums.GetValueOrDefault(key) + (sample.Value >= last ? sample.Value - last : sample.Value);
        }

        _last[series] = sample.Value;
    }

    private static string Workload(MetricSample sample) => sample.Labels.GetValueOrDefault("destination_workload", "");

    private static double Bound(MetricSample sample) =>
        sample.Labels.GetValueOrDefault("le") is { } bound && bound != "+Inf" ? double.Parse(bound, CultureInfo.InvariantCulture) : double.PositiveInfinity;

    // 0: the connection ended before there was an answer.
    private static bool IsFailure(MetricSample sample) =>
        sample.Labels.GetValueOrDefault("response_code", "") is "0" or ['5', ..] || FailedCalls.Contains(sample.Labels.GetValueOrDefault("grpc_response_status"));
}
