using System.Net;
using System.Net.WebSockets;
using System.Text;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Tests.Cluster;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PodConnectionTests : IAsyncDisposable
{
    private static readonly byte[] Announcement = [0x90, 0x1f];
    private readonly string _kubeconfig = Path.GetTempFileName();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));
    private WebSocketApiServer? _server;
    private ClusterClient? _client;

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        File.Delete(_kubeconfig);
        _patience.Dispose();
    }

    [Test]
    public async Task It_asks_for_the_pods_port_with_the_login_and_the_protocol()
    {
        await using var connection = await ConnectAsync((_, _) => Task.CompletedTask);

        _server!.Requests.ShouldHaveSingleItem();
        _server.Requests[0].ShouldStartWith("GET /api/v1/namespaces/istio-system/pods/kiali-1/portforward?ports=8080 ");
        _server.Requests[0].ShouldContain("Authorization: Bearer secret-token");
        _server.Requests[0].ShouldContain("Sec-WebSocket-Protocol: v4.channel.k8s.io");
    }

    [Test]
    public async Task The_data_comes_without_channels_and_ports_however_it_is_cut()
    {
        await using var connection = await ConnectAsync(async (socket, end) =>
        {
            await SendAsync(socket, [0, Announcement[0]], isLast: true, end);
            await SendAsync(socket, [1, .. Announcement], isLast: true, end);
            await SendAsync(socket, [0, Announcement[1], (byte)'a'], isLast: true, end);
            await SendAsync(socket, [0], isLast: true, end);
            await SendAsync(socket, [0], isLast: false, end);
            await SendAsync(socket, "bc"u8.ToArray(), isLast: true, end);
            await SendAsync(socket, [0, .. Enumerable.Repeat((byte)'d', 100_000)], isLast: true, end);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, end);
        });

        using var reader = new StreamReader(connection);
        (await reader.ReadToEndAsync(_patience.Token)).ShouldBe("abc" + new string('d', 100_000));
    }

    [Test]
    public async Task What_is_written_is_a_message_of_one_frame_each()
    {
        var received = new TaskCompletionSource<List<byte[]>>();
        await using var connection = await ConnectAsync(async (socket, end) =>
        {
            var (messages, buffer) = (new List<byte[]>(), new byte[100_000]);
            while (messages.Sum(message => message.Length - 1) < 70_005)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), end);
                part.EndOfMessage.ShouldBeTrue();
                messages.Add(buffer[..part.Count]);
            }

            received.SetResult(messages);
        });

        await connection.WriteAsync("hello"u8.ToArray(), _patience.Token);
        await connection.WriteAsync(new byte[70_000], _patience.Token);
        var all = await received.Task.WaitAsync(_patience.Token);
        all.ShouldAllBe(message => message[0] == 0 && message.Length <= 32 * 1024);
        Encoding.ASCII.GetString(all[0]).ShouldBe("\0hello");
    }

    [Test]
    public async Task The_servers_error_is_told_in_its_words()
    {
        await using var connection = await ConnectAsync(async (socket, end) =>
        {
            await SendAsync(socket, [0, .. Announcement], isLast: true, end);
            await SendAsync(socket, [1, .. Announcement], isLast: true, end);
            await SendAsync(socket, [1, .. "error forwarding port 8080: "u8, .. "connection refused"u8], isLast: true, end);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, end);
        });

        var failure = await Should.ThrowAsync<ClusterException>(() => connection.ReadExactlyAsync(new byte[1], _patience.Token).AsTask());
        failure.Message.ShouldBe("connecting to port 8080 of pod istio-system/kiali-1: error forwarding port 8080: connection refused");
    }

    [Test]
    public async Task A_connection_that_breaks_off_is_no_end()
    {
        await using var connection = await ConnectAsync(async (socket, end) =>
        {
            await SendAsync(socket, [0, .. Announcement, (byte)'a'], isLast: true, end);
            socket.Abort();
        });

        (await connection.ReadAsync(new byte[10], _patience.Token)).ShouldBe(1);
        await Should.ThrowAsync<IOException>(() => connection.ReadAsync(new byte[10], _patience.Token).AsTask());
    }

    [Test]
    public async Task Disposing_it_closes_it_for_the_server()
    {
        var closed = new TaskCompletionSource<WebSocketMessageType>();
        var connection = await ConnectAsync(async (socket, end) =>
            closed.SetResult((await socket.ReceiveAsync(new byte[10].AsMemory(), end)).MessageType));
        await connection.DisposeAsync();

        (await closed.Task.WaitAsync(_patience.Token)).ShouldBe(WebSocketMessageType.Close);
    }

    [Test]
    public async Task A_refusal_is_told_in_the_servers_words()
    {
        const string status = """{"kind":"Status","reason":"NotFound","message":"pods \"kiali-1\" not found"}""";
        var failure = await Should.ThrowAsync<ClusterException>(() =>
            ConnectAsync(null, $"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: {status.Length}\r\nConnection: close\r\n\r\n{status}"));

        failure.Status.ShouldBe(HttpStatusCode.NotFound);
        failure.Message.ShouldBe("connecting to port 8080 of pod istio-system/kiali-1: the server answers 404 NotFound: pods \"kiali-1\" not found");
    }

    private async Task<Stream> ConnectAsync(Func<WebSocket, CancellationToken, Task>? play, string refusal = "")
    {
        _server = new WebSocketApiServer(play, refusal);
        await File.WriteAllTextAsync(_kubeconfig, _server.Kubeconfig);
        _client = ClusterClient.Connect(new ClusterTarget(_kubeconfig, "test", "http://127.0.0.1"), TimeProvider.System);
        return await _client.ConnectAsync("istio-system", "kiali-1", 8080, _patience.Token);
    }

    private static Task SendAsync(WebSocket socket, byte[] bytes, bool isLast, CancellationToken cancellation) =>
        socket.SendAsync(bytes, WebSocketMessageType.Binary, isLast, cancellation);
}
