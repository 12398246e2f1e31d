using System.Net;
using System.Net.WebSockets;
using System.Text;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tests.Pods;

public sealed class WebSocketPortForwardTests
{
    private const string Protocol = "v4.channel.k8s.io";
    private static readonly byte[] Announcement = [0x90, 0x1f];
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));
    private RehearsalCluster _cluster = null!;
    private HttpClient _client = null!;
    private string _pod = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions
        {
            PodStartDelay = TimeSpan.FromMilliseconds(20),
            Programs = [new PodProgram("example.com/car:*", (_, _, _) => Task.FromResult<IRunningProgram>(new EchoProgram(8080).Start()))],
        }, CancellationToken.None);
        await _cluster.CreateAsync(ResourceKeys.Deployments, ClusterObjects.Deployment("car"));
        _pod = (await _cluster.UntilAsync(ResourceKeys.Pods, value => value.Text("status", "phase") == "Running")).Text("metadata", "name")!;
        _client = _cluster.Client();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
        _patience.Dispose();
    }

    [Test]
    public async Task Each_port_has_a_channel_of_data_and_one_of_errors()
    {
        using var socket = await ConnectAsync("ports=8080&ports=81");
        socket.SubProtocol.ShouldBe(Protocol);
        (await ReceiveAsync(socket)).ShouldBe([0, .. Announcement]);
        (await ReceiveAsync(socket)).ShouldBe([1, .. Announcement]);
        (await ReceiveAsync(socket)).ShouldBe([2, 81, 0]);
        (await ReceiveAsync(socket)).ShouldBe([3, 81, 0]);
        Encoding.UTF8.GetString(await ReceiveAsync(socket)).ShouldBe($"\u0003failed to connect to localhost:81 inside the pod {_pod}: connection refused");

        foreach (var text in (string[])["hello", "again"])
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("\0" + text), WebSocketMessageType.Binary, endOfMessage: true, _patience.Token);
            (await ReceiveAsync(socket)).ShouldBe(Encoding.ASCII.GetBytes("\0" + text));
        }
    }

    [Test]
    public async Task The_programs_end_of_the_connection_is_the_end_of_it()
    {
        using var socket = await ConnectAsync("ports=8080");
        await ReceiveAsync(socket);
        await ReceiveAsync(socket);
        await socket.SendAsync("\0."u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, _patience.Token);

        (await socket.ReceiveAsync(new byte[10].AsMemory(), _patience.Token)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    // A newer kubectl asks so first, and for SPDY alone when it is refused.
    [TestCase("SPDY/3.1+portforward.k8s.io", "ports=8080")]
    [TestCase(Protocol, "")]
    [TestCase(Protocol, "ports=car")]
    public async Task What_it_cannot_do_is_refused(string protocol, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/namespaces/default/pods/{_pod}/portforward?{query}");
        request.Version = HttpVersion.Version11;
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Protocol", protocol);
        using var answer = await _client.SendAsync(request, _patience.Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<ClientWebSocket> ConnectAsync(string query)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(Protocol);
        var address = new UriBuilder(_cluster.Address) { Scheme = "wss", Path = $"/api/v1/namespaces/default/pods/{_pod}/portforward", Query = query };
        await socket.ConnectAsync(address.Uri, _client, _patience.Token);
        return socket;
    }

    private async Task<byte[]> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1000];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), _patience.Token);
        part.EndOfMessage.ShouldBeTrue();
        return buffer[..part.Count];
    }
}
