using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>
/// Ports of a pod over one WebSocket: each has a channel of data and the next one of errors, and a message's first byte is its channel.
/// It ends when every port has.
/// </summary>
internal sealed class WebSocketPortForward(ClusterServices services)
{
    public const string Protocol = "v4.channel.k8s.io";
    private const int MessageSize = 32 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    public static bool IsAskedFor(HttpContext http) =>
        http.WebSockets.IsWebSocketRequest && http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);

    public async Task AnswerAsync(JsonObject pod, HttpContext http)
    {
        var ports = Ports(http);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(Protocol);
        using var gate = new SemaphoreSlim(1);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var clients = new List<TcpClient?>();
        try
        {
            foreach (var (index, port) in ports.Index())
            {
                clients.Add(await OpenAsync(pod, port, message => SendAsync(socket, gate, message, end.Token), (byte)(2 * index), end.Token));
            }

            var sending = SendAllAsync(socket, clients, end.Token);
            var receiving = Task.WhenAll(clients.Select((client, index) =>
                client is null ? Task.CompletedTask : ReceiveAsync(client, message => SendAsync(socket, gate, message, end.Token), (byte)(2 * index), end.Token)));
            await await Task.WhenAny(sending, receiving);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end.Token);
            // Until the other side has read all of it and closes too: a connection that is just dropped takes the last bytes along.
            await sending.WaitAsync(Farewell, end.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or SocketException or WebSocketException or TimeoutException)
        {
            // One side is gone, and with it the connection.
        }
        finally
        {
            await end.CancelAsync();
            clients.ForEach(client => client?.Dispose());
        }
    }

    private static List<int> Ports(HttpContext http)
    {
        var texts = http.Request.Query["ports"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();
        return texts.Count == 0 ? throw Failures.BadRequest("query parameter \"port\" is required")
            : [.. texts.Select(text => int.TryParse(text, out var port) && port is >= 1 and <= 65535
                ? port : throw Failures.BadRequest($"unable to parse \"{text}\" as a port"))];
    }

    private async Task<TcpClient?> OpenAsync(JsonObject pod, int port, Func<byte[], Task> send, byte channel, CancellationToken cancellation)
    {
        var number = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(number, (ushort)port);
        var error = (byte)(channel + 1);
        await send([channel, .. number]);
        await send([error, .. number]);
        if (services.Programs.Address(pod.Text("metadata", "uid") ?? "", port) is not { } address)
        {
            await send([error, .. Encoding.UTF8.GetBytes(PortForward.Refusal(pod, port))]);
            return null;
        }

        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancellation);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static async Task SendAsync(WebSocket socket, SemaphoreSlim gate, byte[] message, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    // To the programs, until the other side closes.
    private static async Task SendAllAsync(WebSocket socket, List<TcpClient?> clients, CancellationToken cancellation)
    {
        var buffer = new byte[MessageSize];
        var channel = -1;
        var ended = new HashSet<TcpClient>();
        while (await socket.ReceiveAsync(buffer.AsMemory(), cancellation) is { MessageType: not WebSocketMessageType.Close } part)
        {
            var bytes = buffer.AsMemory(0, part.Count);
            if (channel < 0 && !bytes.IsEmpty)
            {
                channel = bytes.Span[0];
                bytes = bytes[1..];
            }

            if (channel % 2 == 0 && clients.ElementAtOrDefault(channel / 2) is { } client && !ended.Contains(client))
            {
                try
                {
                    await client.GetStream().WriteAsync(bytes, cancellation);
                }
                catch (IOException)
                {
                    // It takes no more; that it has ended is told in the other direction.
                    ended.Add(client);
                }
            }

            channel = part.EndOfMessage ? -1 : channel;
        }
    }

    private static async Task ReceiveAsync(TcpClient client, Func<byte[], Task> send, byte channel, CancellationToken cancellation)
    {
        var buffer = new byte[MessageSize];
        int count;
        while ((count = await client.GetStream().ReadAsync(buffer, cancellation)) > 0)
        {
            await send([channel, .. buffer.AsSpan(0, count)]);
        }
    }
}
