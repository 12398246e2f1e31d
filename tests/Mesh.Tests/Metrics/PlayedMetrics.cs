using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Tests.Metrics;

/// <summary>Counters of two pods that are asked for as Prometheus is.</summary>
internal sealed class PlayedMetrics : IMetrics
{
    private static readonly double[] Bounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, double.PositiveInfinity];
    private readonly Dictionary<(string Workload, string Instance, string Code, string Grpc), double> _requests = [];
    private readonly Dictionary<(string Workload, string Instance, double Bound), double> _buckets = [];

    /// <summary>What happens at each look, before it is answered.</summary>
    public Action<PlayedMetrics> OnLook { get; set; } = _ => { };

    /// <summary>What a look fails with; null: it does not.</summary>
    public MeshException? Failure { get; set; }

    public void Count(string workload, int requests, double milliseconds = 20, string code = "200", string instance = "a", string grpc = "")
    {
        var key = (workload, instance, code, grpc);
        _requests[key] = _requests.GetValueOrDefault(key) + requests;
        foreach (var bound in Bounds)
        {
            _buckets[(workload, instance, bound)] = _buckets.GetValueOrDefault((workload, instance, bound)) + (milliseconds <= bound ? requests : 0);
        }
    }

    /// <summary>A pod begins anew.</summary>
    public void Restart(string workload, string instance)
    {
        foreach (var key in _requests.Keys.Where(key => (key.Workload, key.Instance) == (workload, instance)).ToList())
        {
            _requests[key] = 0;
        }

        foreach (var key in _buckets.Keys.Where(key => (key.Workload, key.Instance) == (workload, instance)).ToList())
        {
            _buckets[key] = 0;
        }
    }

    public Task<IReadOnlyList<MetricSample>> QueryAsync(string expression, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (expression.Contains("istio_requests_total", StringComparison.Ordinal))
        {
            OnLook(this);
        }

        if (Failure is { } failure)
        {
            throw failure;
        }

        return Task.FromResult<IReadOnlyList<MetricSample>>(expression.Contains("_bucket", StringComparison.Ordinal)
            ? [.. _buckets.Select(bucket => new MetricSample(Labels(bucket.Key.Workload, bucket.Key.Instance, ("le", double.IsInfinity(bucket.Key.Bound) ? "+Inf" : FormattableString.Invariant($"{bucket.Key.Bound}"))), bucket.Value))]
            : [.. _requests.Select(count => new MetricSample(
                Labels(count.Key.Workload, count.Key.Instance, ("response_code", count.Key.Code), ("grpc_response_status", count.Key.Grpc)), count.Value))]);
    }

    private static Dictionary<string, string> Labels(string workload, string instance, params (string Name, string Value)[] others)
    {
        var labels = new Dictionary<string, string> { ["destination_workload"] = workload, ["instance"] = instance };
        foreach (var (name, value) in others)
        {
            labels[name] = value;
        }

        return labels;
    }
}
