using System.Security.Cryptography;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Dashboards;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Tracing;

/// <summary>Trace: the latest traces of a service, or that of a request that it sends, by Jaeger.</summary>
/// <param name="cluster">The cluster, whose Jaeger is asked.</param>
/// <param name="http">Sends the request.</param>
/// <param name="reporter">Where the traces are shown.</param>
/// <param name="time">The clock.</param>
public sealed class TraceReport(ICluster cluster, HttpClient http, IReporter reporter, TimeProvider time)
{
    private const int Limit = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Proxies send their spans every five seconds (tracing.zipkin.flush_interval_ms of Envoy).
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);

    /// <summary>Shows the traces, the slowest first.</summary>
    /// <exception cref="ConfigurationException">Neither a service nor a request was named.</exception>
    /// <exception cref="MeshException">Jaeger is not there or does not know them, or the request was not answered.</exception>
    public async Task RunAsync(MeshSettings settings, Deadline deadline)
    {
        var jaeger = AddonPage.All.First(page => page.Name == "jaeger");
        using var tunnel = new ServiceTunnel(cluster, AddonPage.Namespace, jaeger.Service, jaeger.ServicePort, AddonPage.Remedy).CreateClient();
        var client = new JaegerClient(tunnel);
        if (settings.Trace.Request is { } request)
        {
            await ShowRequestAsync(client, request, deadline);
        }
        else
        {
            await ShowLatestAsync(client, settings.Service ?? throw new ConfigurationException("Trace needs to know what it is to show.",
                "Say --service=NAME for its latest traces, or --request=URL for one request's."), settings.Namespace, deadline.Token);
        }
    }

    private async Task ShowLatestAsync(JaegerClient jaeger, string service, string @namespace, CancellationToken cancellation)
    {
        // As Istio's proxies name themselves.
        var name = $"{service}.{@namespace}";
        var traces = await jaeger.LatestAsync(name, Limit, cancellation);
        if (traces.Count == 0)
        {
            var known = await jaeger.ServicesAsync(cancellation);
            throw new MeshException($"Jaeger has no trace of {name}{NearestMatch.Suggestion(name, known)}",
                $"{(known.Count > 0 ? $"It has traces of: {string.Join(", ", known)}. " : "")}Send requests to the service through the mesh, or one with --request=URL.");
        }

        foreach (var trace in traces.OrderByDescending(trace => trace.Duration).ThenBy(trace => trace.Id, StringComparer.Ordinal))
        {
            reporter.Table(TraceTable.Of(trace));
        }
    }

    private async Task ShowRequestAsync(JaegerClient jaeger, Uri request, Deadline deadline)
    {
        // Before anything is sent: without a Jaeger nothing will come of it.
        await jaeger.ServicesAsync(deadline.Token);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var status = await SendAsync(request, id, deadline.Token);
        reporter.Say($"{request} answers {status}; waiting for trace {id}");
        reporter.Table(TraceTable.Of(await WaitAsync(jaeger, id, deadline) ?? throw new MeshException(
            $"Jaeger has got no trace {id} of the request to {request}, which was answered with {status}.",
            "See that the URL leads to the mesh's ingress gateway or to a pod with a sidecar (--target=Verify prints such URLs), and that its proxies send spans to zipkin.istio-system:9411.")));
    }

    private async Task<int> SendAsync(Uri request, string id, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, request);
        message.Headers.Add("x-b3-traceid", id);
        message.Headers.Add("x-b3-spanid", id[16..]);
        message.Headers.Add("x-b3-sampled", "1");
        try
        {
            using var answer = await http.SendAsync(message, cancellation);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException failure)
        {
            throw new MeshException($"{request} does not answer: {failure.Message}", "See that this machine reaches it; --target=Verify prints the URLs of the routes.", failure);
        }
    }

    // Until no span came for as long as the proxies keep theirs back; at the deadline, what there is.
    private async Task<Trace?> WaitAsync(JaegerClient jaeger, string id, Deadline deadline)
    {
        Trace? trace = null;
        var changed = time.GetTimestamp();
        try
        {
            while (trace is null || time.GetElapsedTime(changed) < Settling)
            {
                await Task.Delay(Pause, time, deadline.Token);
                if (await LookAsync(jaeger, id, deadline.Token) is { } found && found.Spans.Count != trace?.Spans.Count)
                {
                    (trace, changed) = (found, time.GetTimestamp());
                }
            }
        }
        catch (OperationCanceledException) when (deadline.Reached)
        {
            // The time is up: what has come by now is shown, and that nothing has is told.
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
        }

        return trace;
    }

    // Jaeger was there when the request was sent; its pod may be replaced meanwhile.
    private async Task<Trace?> LookAsync(JaegerClient jaeger, string id, CancellationToken cancellation)
    {
        try
        {
            return await jaeger.FindAsync(id, cancellation);
        }
        catch (Exception failure) when (failure is MeshException and not ConfigurationException)
        {
            reporter.Waiting(new Dictionary<string, string> { ["jaeger"] = failure.Message });
            return null;
        }
    }
}
