using System.Net;
using System.Net.WebSockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using MeshSamples.Car;
using MeshSamples.Car.V1;

namespace MeshBuild.Samples.Tests;

public sealed class CarTests
{
    private RunningService _car = null!;
    private HttpClient _http = null!;

    private Uri Http => _car.Addresses[0];

    private Uri Grpc => _car.Addresses[1];

    [SetUp]
    public async Task Start()
    {
        _car = await RunningService.StartAsync(CarApplication.Create(new CarOptions(IPAddress.Loopback, 0, 0, "v7")));
        _http = new HttpClient { BaseAddress = Http };
    }

    [TearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _car.DisposeAsync();
    }

    [Test]
    public async Task The_root_tells_service_and_version() => (await _http.GetStringAsync("/")).ShouldBe("car v7\n");

    [Test]
    public async Task It_is_ready_as_soon_as_it_listens() =>
        (await _http.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);

    [TestCase("/ws")]
    [TestCase("/ws/any/path")]
    public async Task A_WebSocket_gets_its_messages_back(string path)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Http) { Scheme = "ws", Path = path }.Uri, CancellationToken.None);

        (await EchoAsync(socket, "first")).ShouldBe("first");
        (await EchoAsync(socket, "第二")).ShouldBe("第二");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Test]
    public async Task A_message_longer_than_the_buffer_comes_back_whole()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Http) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
        var message = string.Concat(Enumerable.Range(0, 3000).Select(number => $"{number},"));

        (await EchoAsync(socket, message)).ShouldBe(message);
    }

    [Test]
    public async Task An_open_WebSocket_does_not_hold_back_the_stop()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(Http) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
        (await EchoAsync(socket, "open")).ShouldBe("open");

        // The host would wait thirty seconds for the request: far beyond this limit, which a good stop never nears.
        await Should.NotThrowAsync(_car.StopAsync().WaitAsync(TimeSpan.FromSeconds(25)));
    }

    [Test]
    public async Task A_plain_request_for_the_WebSocket_is_told_to_upgrade()
    {
        using var response = await _http.GetAsync("/ws");

        response.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        response.Headers.Upgrade.ToString().ShouldBe("websocket");
        (await response.Content.ReadAsStringAsync()).ShouldContain("WebSocket");
    }

    [Test]
    public async Task Grpc_answers_where_the_car_is()
    {
        using var channel = GrpcChannel.ForAddress(Grpc);

        var reply = await new Cars.CarsClient(channel).LocateAsync(new LocateRequest { Plate = "A-7" });

        reply.Plate.ShouldBe("A-7");
        reply.Latitude.ShouldBeInRange(-90, 90);
    }

    [Test]
    public async Task Grpc_refuses_a_request_without_a_plate()
    {
        using var channel = GrpcChannel.ForAddress(Grpc);

        var refusal = await Should.ThrowAsync<RpcException>(
            async () => await new Cars.CarsClient(channel).LocateAsync(new LocateRequest()));

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    private static async Task<string> EchoAsync(ClientWebSocket socket, string message)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        using var whole = new MemoryStream();
        var buffer = new byte[1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            whole.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(whole.ToArray());
            }
        }
    }
}
