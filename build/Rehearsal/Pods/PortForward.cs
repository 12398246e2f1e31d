using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Pods.Spdy;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>
/// kubectl port-forward: for each connection a stream of data and one of errors, joined with the program in the pod's place.
/// </summary>
internal sealed class PortForward(ClusterServices services)
{
    private const string Protocol = "portforward.k8s.io";
    private readonly WebSocketPortForward _webSockets = new(services);

    public async Task AnswerAsync(JsonObject pod, HttpContext http)
    {
        if (WebSocketPortForward.IsAskedFor(http))
        {
            await _webSockets.AnswerAsync(pod, http);
            return;
        }

        // Newer kubectls ask for SPDY within a WebSocket first, and come back without when that is refused.
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || http.Request.Headers.Upgrade != "SPDY/3.1")
        {
            throw Failures.BadRequest($"unable to upgrade: the server speaks SPDY/3.1 and the WebSocket protocol {WebSocketPortForward.Protocol}");
        }

        http.Response.Headers.Upgrade = "SPDY/3.1";
        http.Response.Headers["X-Stream-Protocol-Version"] = Protocol;
        await using var transport = await upgrade.UpgradeAsync();
        using var connection = new SpdyConnection(transport);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var errors = new ConcurrentDictionary<string, SpdyStream>();
        var running = new ConcurrentBag<Task>();
        try
        {
            await connection.RunAsync(stream =>
            {
                var id = stream.Headers.GetValueOrDefault("requestid") ?? "";
                if (stream.Headers.GetValueOrDefault("streamtype") == "error")
                {
                    errors[id] = stream;
                }
                else if (errors.TryRemove(id, out var error))
                {
                    running.Add(JoinAsync(pod, connection, stream, error, end.Token));
                }
            }, end.Token);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    /// <summary>Why a port that nothing serves cannot be reached.</summary>
    public static string Refusal(JsonObject pod, int port) =>
        $"failed to connect to localhost:{port} inside the pod {pod.Text("metadata", "name")}: connection refused";

    private async Task JoinAsync(JsonObject pod, SpdyConnection connection, SpdyStream stream, SpdyStream error,
        CancellationToken cancellation)
    {
        try
        {
            var port = int.TryParse(stream.Headers.GetValueOrDefault("port"), out var number) ? number : 0;
            if (services.Programs.Address(pod.Text("metadata", "uid") ?? "", port) is not { } address)
            {
                await connection.WriteAsync(error, Encoding.UTF8.GetBytes(Refusal(pod, port)), isFinal: true, cancellation);
                await connection.WriteAsync(stream, ReadOnlyMemory<byte>.Empty, isFinal: true, cancellation);
                return;
            }

            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, cancellation);
            await Task.WhenAll(SendAsync(stream, client, cancellation), ReceiveAsync(connection, stream, client.GetStream(), cancellation));
            await connection.WriteAsync(error, ReadOnlyMemory<byte>.Empty, isFinal: true, cancellation);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or SocketException)
        {
            // One side is gone, and with it the connection.
        }
    }

    private static async Task SendAsync(SpdyStream stream, TcpClient client, CancellationToken cancellation)
    {
        await foreach (var data in stream.Received.ReadAllAsync(cancellation))
        {
            await client.GetStream().WriteAsync(data, cancellation);
        }

        client.Client.Shutdown(SocketShutdown.Send);
    }

    private static async Task ReceiveAsync(SpdyConnection connection, SpdyStream stream, NetworkStream source,
        CancellationToken cancellation)
    {
        var buffer = new byte[32 * 1024];
        int count;
        while ((count = await source.ReadAsync(buffer, cancellation)) > 0)
        {
            await connection.WriteAsync(stream, buffer.AsMemory(0, count), isFinal: false, cancellation);
        }

        await connection.WriteAsync(stream, ReadOnlyMemory<byte>.Empty, isFinal: true, cancellation);
    }
}
