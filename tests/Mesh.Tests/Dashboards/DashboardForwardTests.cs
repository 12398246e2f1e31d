using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Dashboards;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;

namespace MeshBuild.Mesh.Tests.Dashboards;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class DashboardForwardTests : IAsyncDisposable
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly SteppingTimeProvider _time = new();
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));
    private readonly Channel<DuplexStream> _pods = Channel.CreateUnbounded<DuplexStream>();
    private readonly TaskCompletionSource<Uri> _opened = new();
    private Task _running = Task.CompletedTask;

    public DashboardForwardTests()
    {
        _cluster.Put(ResourceTypes.Services, """
            {"metadata": {"name": "kiali", "namespace": "istio-system"}, "spec": {"selector": {"app": "kiali"}, "ports": [{"port": 20001}]}}
            """);
        _cluster.Connecting = _ =>
        {
            var (near, far) = DuplexStream.Pair();
            _pods.Writer.TryWrite(far);
            return Task.FromResult<Stream>(near);
        };
        Pod("kiali-1");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        _patience.Dispose();
    }

    [Test]
    public async Task Bytes_go_both_ways_until_the_pod_ends_the_connection()
    {
        using var client = await ConnectAsync(await StartAsync());
        await client.GetStream().WriteAsync("question"u8.ToArray(), _patience.Token);
        var pod = await PodAsync();
        (await ReadAsync(pod, 8)).ShouldBe("question");
        await pod.WriteAsync("answer"u8.ToArray(), _patience.Token);
        await pod.DisposeAsync();

        (await ReadAsync(client.GetStream(), 6)).ShouldBe("answer");
        (await client.GetStream().ReadAsync(new byte[1], _patience.Token)).ShouldBe(0);
        _cluster.Calls.ShouldContain("connect istio-system/kiali-1:20001");
    }

    [Test]
    public async Task The_clients_end_is_the_pods()
    {
        var client = await ConnectAsync(await StartAsync());
        var pod = await PodAsync();
        client.Client.Shutdown(SocketShutdown.Send);

        // What is still under way to the client has its time, and no more.
        (await pod.ReadAsync(new byte[1], _patience.Token)).ShouldBe(0);
        client.Dispose();
    }

    [Test]
    public async Task A_connection_after_the_pods_end_goes_to_the_next_one_and_that_is_said_once()
    {
        var address = await StartAsync();
        using var first = await ConnectAsync(address);
        await PodAsync();
        _cluster.Remove(ResourceTypes.Pods, "istio-system", "kiali-1");
        Pod("kiali-2");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            using var client = await ConnectAsync(address);
            await using var pod = await PodAsync();
            await pod.WriteAsync("hello"u8.ToArray(), _patience.Token);
            (await ReadAsync(client.GetStream(), 5)).ShouldBe("hello");
        }

        _reporter.Lines.Count(line => line == "reconnected to pod kiali-2").ShouldBe(1);
    }

    [Test]
    public async Task While_no_pod_is_ready_a_connection_waits_and_is_closed_and_that_is_said_once()
    {
        var address = await StartAsync();
        _cluster.Remove(ResourceTypes.Pods, "istio-system", "kiali-1");
        using var patient = await ConnectAsync(address);
        using var other = await ConnectAsync(address);

        (await patient.GetStream().ReadAsync(new byte[1], _patience.Token)).ShouldBe(0);
        (await other.GetStream().ReadAsync(new byte[1], _patience.Token)).ShouldBe(0);
        _reporter.Lines.Where(line => line.StartsWith("warning", StringComparison.Ordinal))
            .ShouldBe(["warning: no pod of service/kiali in namespace istio-system is ready; the connection is closed"]);
    }

    [Test]
    public async Task A_pod_that_gets_ready_in_time_gets_the_connection_that_waits()
    {
        var address = await StartAsync();
        _cluster.Remove(ResourceTypes.Pods, "istio-system", "kiali-1");
        var looks = 0;
        _cluster.Failing = call =>
        {
            if (call == "list pods istio-system" && ++looks == 3)
            {
                Pod("kiali-2");
            }

            return null;
        };
        using var client = await ConnectAsync(address);
        await PodAsync();

        looks.ShouldBe(3);
        _reporter.Lines.ShouldContain("reconnected to pod kiali-2");
    }

    [Test]
    public async Task What_the_server_says_of_the_port_is_told()
    {
        _cluster.Connecting = _ => Task.FromResult<Stream>(new FailingStream(FakeCluster.Refusal(HttpStatusCode.InternalServerError, "", "connection refused")));
        using var client = await ConnectAsync(await StartAsync());

        (await client.GetStream().ReadAsync(new byte[1], _patience.Token)).ShouldBe(0);
        _reporter.Lines.ShouldContain("warning: the server answers 500 : connection refused; the connection is closed");
    }

    [Test]
    public async Task A_port_that_is_taken_is_an_error_when_it_was_asked_for_and_none_otherwise()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (await Should.ThrowAsync<MeshException>(() => RunAsync(port))).Message.ShouldStartWith($"port {port} of this machine cannot be listened on: ");

        using var own = new TcpListener(IPAddress.Loopback, 20001);
        try
        {
            own.Start();
        }
        catch (SocketException)
        {
            // Somebody else has it, which is as good.
        }

        var address = await StartAsync();
        address.Port.ShouldNotBe(20001);
        address.AbsolutePath.ShouldBe("/kiali");
        _reporter.Lines.ShouldContain($"kiali, pod kiali-1: {address}");
    }

    [Test]
    public async Task Its_end_leaves_no_listener_and_no_connection()
    {
        var address = await StartAsync();
        using var client = await ConnectAsync(address);
        var pod = await PodAsync();
        await _end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => _running);

        (await pod.ReadAsync(new byte[1], _patience.Token)).ShouldBe(0);
        await Should.ThrowAsync<SocketException>(() => ConnectAsync(address));
    }

    [Test]
    public async Task An_addon_without_a_ready_pod_has_its_time_and_is_an_error_then()
    {
        _cluster.Remove(ResourceTypes.Pods, "istio-system", "kiali-1");
        (await Should.ThrowAsync<MeshException>(() => RunAsync(null))).Message.ShouldBe("no pod of service/kiali in namespace istio-system is ready");

        _cluster.Failing = call =>
        {
            Pod("kiali-2");
            return null;
        };
        await StartAsync();
        _reporter.Lines[0].ShouldStartWith("kiali, pod kiali-2: ");
    }

    [Test]
    public async Task A_missing_addon_is_named_with_its_remedy()
    {
        _cluster.Remove(ResourceTypes.Services, "istio-system", "kiali");
        var failure = await Should.ThrowAsync<MeshException>(() => RunAsync(null));

        failure.Message.ShouldBe("there is no service/kiali in namespace istio-system");
        failure.Remedy.ShouldStartWith("Run --target=InstallAddons");
    }

    private async Task<Uri> StartAsync()
    {
        _running = RunAsync(null);
        await Task.WhenAny(_opened.Task, _running);
        return await _opened.Task.WaitAsync(_patience.Token);
    }

    private Task RunAsync(int? port) => new DashboardForward(_cluster, _reporter, _time).RunAsync(new DashboardSettings { Port = port }, (address, _) =>
    {
        _opened.TrySetResult(address);
        return Task.CompletedTask;
    }, _end.Token);

    private async Task<TcpClient> ConnectAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, _patience.Token);
        return client;
    }

    private Task<DuplexStream> PodAsync() => _pods.Reader.ReadAsync(_patience.Token).AsTask();

    private async Task<string> ReadAsync(Stream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, _patience.Token);
        return Encoding.ASCII.GetString(bytes);
    }

    private void Pod(string name) => _cluster.Put(ResourceTypes.Pods, $$"""
        {"metadata": {"name": "{{name}}", "namespace": "istio-system", "labels": {"app": "kiali"} },
         "spec": {"containers": [{"name": "kiali"}]}, "status": {"phase": "Running", "containerStatuses": [{"ready": true}]} }
        """);
}
