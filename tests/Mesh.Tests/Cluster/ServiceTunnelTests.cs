using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Tests.Cluster;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ServiceTunnelTests
{
    private const string Remedy = "Run --target=InstallAddons.";
    private readonly FakeCluster _cluster = new();

    private ServiceTunnel Tunnel => new(_cluster, "istio-system", "tracing", 80, Remedy);

    [TestCase("16686", 16686)]
    [TestCase("\"query\"", 4711)]
    [TestCase("null", 80)]
    public async Task A_connection_goes_to_the_port_that_the_service_means(string target, int port)
    {
        Service($$"""[{"port": 81, "targetPort": 1}, {"port": 80, "targetPort": {{target}}}]""");
        Pod("jaeger-1");
        _cluster.Connecting = _ => Task.FromResult(Stream.Null);

        (await Tunnel.ConnectAsync(default)).ShouldBe(Stream.Null);
        _cluster.Calls[^1].ShouldBe($"connect istio-system/jaeger-1:{port}");
    }

    [Test]
    public async Task It_goes_to_the_oldest_pod_that_is_ready()
    {
        Service("""[{"port": 80}]""");
        Pod("a", created: "2021-06-01T12:00:00Z", ready: "false");
        Pod("c", created: "2021-06-01T12:00:01Z");
        Pod("b", created: "2021-06-01T12:00:02Z");
        Pod("other", app: "kiali", created: "2021-06-01T12:00:00Z");
        (await Tunnel.FindAsync(default)).Pod.ShouldBe("c");

        _cluster.Remove(ResourceTypes.Pods, "istio-system", "c");
        (await Tunnel.FindAsync(default)).Pod.ShouldBe("b");
    }

    [Test]
    public async Task What_is_missing_is_named_with_the_remedy()
    {
        await FailsAsync("there is no service/tracing in namespace istio-system");
        Service("""[{"port": 81}, {"port": 82}]""");
        await FailsAsync("service/tracing in namespace istio-system has no port 80; its ports are: 81, 82");
        Service("""[{"port": 80}]""");
        Pod("a", ready: "false");
        await FailsAsync("no pod of service/tracing in namespace istio-system is ready");
        (await Tunnel.TryFindAsync(default)).ShouldBeNull();
        Service("""[{"port": 80}]""", "{}");
        await FailsAsync("service/tracing in namespace istio-system selects no pods, and only pods can be connected to");
    }

    [Test]
    public async Task Its_client_talks_to_the_service_and_tells_a_missing_one_as_it_is()
    {
        using var client = Tunnel.CreateClient();
        client.BaseAddress.ShouldBe(new Uri("http://tracing.istio-system/"));
        (await Should.ThrowAsync<MeshException>(() => client.GetAsync("api"))).Remedy.ShouldBe(Remedy);

        Service("""[{"port": 80}]""");
        Pod("a");
        var (pod, program) = DuplexStream.Pair();
        _cluster.Connecting = _ => Task.FromResult<Stream>(pod);
        await program.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray());
        (await client.GetStringAsync("api")).ShouldBe("hi");
        var request = new byte[1000];
        System.Text.Encoding.ASCII.GetString(request, 0, await program.ReadAsync(request)).ShouldStartWith("GET /api HTTP/1.1\r\nHost: tracing.istio-system\r\n");
    }

    private async Task FailsAsync(string message)
    {
        var failure = await Should.ThrowAsync<MeshException>(() => Tunnel.FindAsync(default));
        failure.Message.ShouldBe(message);
        failure.Remedy.ShouldBe(Remedy);
    }

    private void Service(string ports, string selector = """{"app": "jaeger"}""") => _cluster.Put(ResourceTypes.Services, $$"""
        {"metadata": {"name": "tracing", "namespace": "istio-system"}, "spec": {"selector": {{selector}}, "ports": {{ports}} } }
        """);

    private void Pod(string name, string app = "jaeger", string created = "2021-06-01T12:00:00Z", string ready = "true") => _cluster.Put(ResourceTypes.Pods, $$"""
        {"metadata": {"name": "{{name}}", "namespace": "istio-system", "labels": {"app": "{{app}}"}, "creationTimestamp": "{{created}}"},
         "spec": {"containers": [{"name": "a"}, {"name": "b", "ports": [{"name": "query", "containerPort": 4711}]}]},
         "status": {"phase": "Running", "containerStatuses": [{"ready": true}, {"ready": {{ready}} }]} }
        """);
}
