using System.Collections.Concurrent;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Egress;

/// <summary>DiscoverEgress: what leaves the mesh, by the access logs of its proxies.</summary>
public sealed class EgressDiscovery(ICluster cluster, IReporter reporter)
{
    private const string Proxy = "istio-proxy";

    /// <summary>Reads the logs, shows what leaves the mesh, and writes ServiceEntries when it is asked to.</summary>
    public async Task RunAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var reading = await ReadAsync(settings.Egress.Since, settings.Parallelism, cancellation);
        foreach (var unread in reading.Unread)
        {
            reporter.Warn($"the log of {unread}");
        }

        reporter.Say($"{reading.Lines:N0} lines of {reading.Proxies} proxies" + (reading.Malformed > 0 ? $", {reading.Malformed:N0} of them no lines of an access log" : ""));
        if (reading.Findings.Count == 0)
        {
            reporter.Say("nothing left the mesh in that time");
        }

        Show(reading.Findings, EgressKind.Managed, "managed by a ServiceEntry");
        Show(reading.Findings, EgressKind.Unmanaged, "not managed; the mesh lets it pass");
        Show(reading.Findings, EgressKind.Refused, "refused, for no ServiceEntry names it");
        if (settings.Egress.Write)
        {
            var folder = Path.Combine(settings.Manifests, "egress");
            await new ServiceEntryFiles(folder, settings.Root, reporter).WriteAsync(reading.Findings.Select(finding => finding.Destination), cancellation);
        }
        else if (reading.Findings.Any(finding => finding.Destination is { Kind: not EgressKind.Managed, IsAddress: false }))
        {
            reporter.Say("--write makes a ServiceEntry of each host that is not managed");
        }
    }

    /// <summary>Reads the logs of all proxies.</summary>
    /// <param name="since">How far back.</param>
    /// <param name="parallelism">How many at once.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<EgressReading> ReadAsync(TimeSpan since, int parallelism, CancellationToken cancellation)
    {
        var pods = (await cluster.ListAsync(ResourceTypes.Pods, null, null, cancellation)).Items.Where(pod => PodPicture.Of(pod).HasSidecar).ToList();
        var tallies = new ConcurrentBag<(string Caller, AccessLogTally Tally)>();
        var unread = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(pods, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation }, async (pod, token) =>
        {
            var tally = new AccessLogTally();
            try
            {
                await using var log = await cluster.LogStreamAsync(pod.Namespace, pod.Name, Proxy, since, token);
                await tally.ReadAsync(log, token);
                tallies.Add((CallerOf(pod), tally));
            }
            catch (Exception failure) when (failure is ClusterException or IOException or HttpRequestException)
            {
                // The pod went away or never started: the others' logs are worth having.
                unread.Add($"{pod} could not be read: {failure.Message}");
            }
        });
        var managed = new ManagedHosts((await cluster.ListAsync(ResourceTypes.ServiceEntries, null, null, cancellation)).Items);
        return new EgressReading(Sum(tallies, managed), tallies.Count, [.. unread.Order(StringComparer.Ordinal)],
            tallies.Sum(pair => pair.Tally.Lines), tallies.Sum(pair => pair.Tally.Malformed));
    }

    private static IReadOnlyList<EgressFinding> Sum(IEnumerable<(string Caller, AccessLogTally Tally)> tallies, ManagedHosts managed) =>
        [.. tallies.SelectMany(pair => pair.Tally.Found.Select(found => (pair.Caller, Destination: managed.Mark(found.Key), Traffic: found.Value)))
            .GroupBy(call => call.Destination)
            .Select(calls => new EgressFinding(calls.Key, [.. calls.Select(call => call.Caller).Distinct().Order(StringComparer.Ordinal)], new EgressTraffic(
                calls.Sum(call => call.Traffic.Calls),
                calls.Select(call => call.Traffic.First).Min(StringComparer.Ordinal)!,
                calls.Select(call => call.Traffic.Last).Max(StringComparer.Ordinal)!)))
            .OrderByDescending(finding => finding.Traffic.Calls).ThenBy(finding => finding.Destination.ToString(), StringComparer.Ordinal)];

    // By the label that Istio names workloads by, too.
    private static string CallerOf(KubeObject pod) =>
        $"{pod.Namespace}/{pod.Labels.GetValueOrDefault("app") ?? pod.Labels.GetValueOrDefault("app.kubernetes.io/name") ?? pod.Name}";

    private void Show(IReadOnlyList<EgressFinding> findings, EgressKind kind, string title)
    {
        var rows = findings.Where(finding => finding.Destination.Kind == kind).Select(finding => new[]
        {
            finding.Destination.ToString(),
            finding.Destination.Protocol switch { EgressProtocol.Http => "HTTP", EgressProtocol.Tls => "TLS", _ => "TCP" },
            $"{finding.Traffic.Calls:N0}", finding.Traffic.First, finding.Traffic.Last, string.Join(", ", finding.Callers),
            kind != EgressKind.Managed && finding.Destination.IsAddress ? "needs a host name" : "",
        }).ToList();
        if (rows.Count > 0)
        {
            reporter.Table(new Table(["DESTINATION", "PROTOCOL", "CALLS", "FIRST", "LAST", "CALLERS", ""], rows, title));
        }
    }
}
