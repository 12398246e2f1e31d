using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace MeshBuild.Mesh.Tests.Cluster;

/// <summary>An API server on a loopback port that opens WebSockets, each of which the test plays; other requests get one answer.</summary>
internal sealed class WebSocketApiServer : IAsyncDisposable
{
    // The protocol's own constant, https://www.rfc-editor.org/rfc/rfc6455#section-1.3
    private const string Key = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<WebSocket, CancellationToken, Task>? _play;
    private readonly string _refusal;
    private readonly Task _running;

    /// <param name="play">The server's side of a connection; null: every upgrade is refused.</param>
    /// <param name="refusal">The head and body of the answer to what is refused.</param>
    public WebSocketApiServer(Func<WebSocket, CancellationToken, Task>? play, string refusal = "")
    {
        (_play, _refusal) = (play, refusal);
        _listener.Start();
        _running = RunAsync();
    }

    public List<string> Requests { get; } = [];

    public string Kubeconfig => $$"""
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: test, user: test} }]
        clusters: [{name: test, cluster: {server: "http://{{_listener.LocalEndpoint}}"} }]
        users: [{name: test, user: {token: secret-token} }]
        """;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        // Not before it has ended: whoever accepts next would be told that nothing listens, whatever its token says.
        await _running;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var head = await HeadAsync(client.GetStream());
                lock (Requests)
                {
                    Requests.Add(head);
                }

                if (_play is null || Header(head, "Sec-WebSocket-Key") is not { } key)
                {
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(_refusal), _end.Token);
                    return;
                }

                var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Key)));
                var protocol = Header(head, "Sec-WebSocket-Protocol");
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n"), _end.Token);
                using var socket = WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions { IsServer = true, SubProtocol = protocol });
                await _play(socket, _end.Token);
            }
            catch (Exception failure) when (failure is OperationCanceledException or IOException or WebSocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _end.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?.Split(':', 2)[1].Trim();
}
