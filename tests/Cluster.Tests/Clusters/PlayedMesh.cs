using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>
/// What Istio's proxies would tell Prometheus of car and its canary: an exporter whose counters go on at every scrape, as the canary
/// that it plays would let them.
/// </summary>
public sealed class PlayedMesh : IDisposable
{
    private const int StableRequests = 40;
    private const int CanaryRequests = 10;
    private static readonly double[] Bounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, double.PositiveInfinity];
    private readonly LoopbackServer _server;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Workload, string Code), double> _requests = [];
    private readonly Dictionary<(string Workload, double Bound), double> _buckets = [];
    private PlayedCanary _canary = PlayedCanary.Silent;

    public PlayedMesh() => _server = new LoopbackServer(context =>
    {
        context.Response.ContentType = "text/plain; version=0.0.4";
        return context.Response.WriteAsync(Scrape(), context.RequestAborted);
    });

    /// <summary>Where the exporter is.</summary>
    public Uri Address => _server.Address;

    /// <summary>Plays another canary from the next scrape on.</summary>
    public void Play(PlayedCanary canary)
    {
        lock (_gate)
        {
            _canary = canary;
        }
    }

    /// <summary>Counts requests of a workload, as many for each bucket.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="counts">How many took at most each bound and more than the one before it.</param>
    public void Count(string workload, IReadOnlyList<double> counts)
    {
        lock (_gate)
        {
            _requests[(workload, "200")] = counts.Sum();
            for (var bucket = 0; bucket < Bounds.Length; bucket++)
            {
                _buckets[(workload, Bounds[bucket])] = counts.Take(bucket + 1).Sum();
            }
        }
    }

    public void Dispose() => _server.Dispose();

    private string Scrape()
    {
        lock (_gate)
        {
            Add("car", StableRequests, 20, 0);
            if (_canary != PlayedCanary.Silent)
            {
                Add("car-canary", CanaryRequests, _canary == PlayedCanary.Slow ? 2000 : 20, _canary == PlayedCanary.Failing ? 2 : 0);
            }

            var text = new StringBuilder();
            foreach (var ((workload, code), count) in _requests)
            {
                text.Append(CultureInfo.InvariantCulture, $"istio_requests_total{{{Labels(workload)},response_code=\"{code}\"}} {count}\n");
            }

            foreach (var ((workload, bound), count) in _buckets)
            {
                var limit = double.IsInfinity(bound) ? "+Inf" : bound.ToString(CultureInfo.InvariantCulture);
                text.Append(CultureInfo.InvariantCulture, $"istio_request_duration_milliseconds_bucket{{{Labels(workload)},response_code=\"200\",le=\"{limit}\"}} {count}\n");
            }

            return text.ToString();
        }
    }

    private void Add(string workload, int requests, double milliseconds, int failures)
    {
        _requests[(workload, "200")] = _requests.GetValueOrDefault((workload, "200")) + requests - failures;
        _requests[(workload, "503")] = _requests.GetValueOrDefault((workload, "503")) + failures;
        foreach (var bound in Bounds)
        {
            _buckets[(workload, bound)] = _buckets.GetValueOrDefault((workload, bound)) + (milliseconds <= bound ? requests : 0);
        }
    }

    private static string Labels(string workload) =>
        $"reporter=\"destination\",destination_workload=\"{workload}\",destination_workload_namespace=\"default\",instance=\"{workload}:15020\"";
}
