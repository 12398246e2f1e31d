using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Tracing;

namespace MeshBuild.Mesh.Tests.Tracing;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TraceReportTests : IDisposable
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly SteppingTimeProvider _time = new();
    private readonly List<string> _asked = [];
    private readonly Application _application = new();
    private readonly HttpClient _http;
    private Func<string, (int, string)> _answer = _ => (200, """{"data": [], "errors": null}""");

    public TraceReportTests()
    {
        _http = new HttpClient(_application);
        _cluster.Put(ResourceTypes.Services, """
            {"metadata": {"name": "tracing", "namespace": "istio-system"}, "spec": {"selector": {"app": "jaeger"}, "ports": [{"port": 80, "targetPort": 16686}]}}
            """);
        _cluster.Put(ResourceTypes.Pods, """
            {"metadata": {"name": "jaeger-1", "namespace": "istio-system", "labels": {"app": "jaeger"} },
             "spec": {"containers": [{"name": "jaeger"}]}, "status": {"phase": "Running", "containerStatuses": [{"ready": true}]} }
            """);
        _cluster.Connecting = pod => Task.FromResult(pod == "istio-system/jaeger-1:16686" ? HttpServing.Serve(path =>
        {
            _asked.Add(path);
            return _answer(path);
        }) : throw new InvalidOperationException(pod));
    }

    public void Dispose() => _http.Dispose();

    [Test]
    public async Task The_latest_traces_are_shown_the_slowest_first()
    {
        _answer = _ => (200, $$"""{"data": [{{Trace("aa", 1000)}}, {{Trace("bb", 3000)}}, {{Trace("cc", 2000)}}], "errors": null}""");
        await RunAsync(service: "car");

        _asked.ShouldBe(["/jaeger/api/traces?service=car.default&limit=20"]);
        _reporter.Tables.Select(table => table.Title!.Split(',')[0]).ShouldBe(["trace bb", "trace cc", "trace aa"]);
        _reporter.Tables[0].Rows[0].ShouldBe(["car.default.svc:8080/*", "gateway.istio-system", new string('█', 40), "+0µs", "3ms", ""]);
        _reporter.Tables[0].Rows[1].Take(2).ShouldBe(["└ inner", "car.default"]);
        _reporter.Tables[0].Rows[1][5].ShouldBe("error");
    }

    [Test]
    public async Task A_service_without_traces_is_told_with_those_that_have_some()
    {
        _answer = path => (200, path.EndsWith("services", StringComparison.Ordinal) ? """{"data": ["gateway.default", "car.default"]}""" : """{"data": []}""");
        var failure = await Should.ThrowAsync<MeshException>(() => RunAsync(service: "cra"));

        failure.Message.ShouldBe("Jaeger has no trace of cra.default; did you mean car.default?");
        failure.Remedy!.ShouldContain("It has traces of: car.default, gateway.default.");
    }

    [TestCase(500, """{"data": null, "errors": [{"code": 500, "msg": "no storage"}]}""", "it answers 500: no storage")]
    [TestCase(503, "{}", "it answers 503")]
    [TestCase(404, "404 page not found", "it answers 404")]
    public async Task An_answer_that_is_none_is_told(int status, string body, string message)
    {
        _answer = _ => (status, body);

        (await Should.ThrowAsync<MeshException>(() => RunAsync(service: "car"))).Message.ShouldContain(message);
    }

    [Test]
    public async Task A_missing_Jaeger_is_told_before_a_request_is_sent()
    {
        _cluster.Remove(ResourceTypes.Services, "istio-system", "tracing");
        var failure = await Should.ThrowAsync<MeshException>(() => RunAsync(request: "http://gateway.test/car"));

        failure.Message.ShouldBe("there is no service/tracing in namespace istio-system");
        failure.Remedy.ShouldStartWith("Run --target=InstallAddons");
        _application.Requests.ShouldBeEmpty();
    }

    [Test]
    public Task Neither_a_service_nor_a_request_is_refused() => Should.ThrowAsync<ConfigurationException>(() => RunAsync());

    [Test]
    public async Task A_request_has_an_id_of_its_own_and_its_trace_is_shown_when_all_of_it_is_there()
    {
        var rounds = 0;
        _answer = path => path.EndsWith("services", StringComparison.Ordinal) ? (200, """{"data": []}""")
            : ++rounds < 3 ? (404, """{"data": null, "errors": [{"code": 404, "msg": "trace not found"}]}""")
            : (200, $$"""{"data": [{{Trace("aa", 1000, rounds < 6 ? 1 : 2)}}]}""");
        await RunAsync(request: "http://gateway.test/car");

        var request = _application.Requests.ShouldHaveSingleItem();
        var id = request.Headers.GetValues("x-b3-traceid").Single();
        id.ShouldMatch("^[0-9a-f]{32}$");
        request.Headers.GetValues("x-b3-spanid").Single().ShouldMatch("^[0-9a-f]{16}$");
        request.Headers.GetValues("x-b3-sampled").Single().ShouldBe("1");
        _asked[^1].ShouldBe($"/jaeger/api/traces/{id}");
        _reporter.Lines.ShouldContain($"http://gateway.test/car answers 200; waiting for trace {id}");
        _reporter.Tables.ShouldHaveSingleItem().Rows.Count.ShouldBe(2);
    }

    [Test]
    public async Task A_Jaeger_that_is_away_for_a_while_is_asked_again()
    {
        var rounds = 0;
        _answer = path => path.EndsWith("services", StringComparison.Ordinal) ? (200, """{"data": []}""")
            : ++rounds < 3 ? (503, "{}") : (200, $$"""{"data": [{{Trace("aa", 1000)}}]}""");
        await RunAsync(request: "http://gateway.test/car");

        _reporter.Tables.ShouldHaveSingleItem();
        _reporter.Waits[0]["jaeger"].ShouldContain("it answers 503");
        _reporter.Waits[^1].ShouldBeEmpty();
    }

    [Test]
    public async Task A_trace_that_does_not_come_is_told_at_the_deadline()
    {
        _answer = path => path.EndsWith("services", StringComparison.Ordinal) ? (200, """{"data": []}""")
            : (404, """{"data": null, "errors": [{"code": 404, "msg": "trace not found"}]}""");
        var failure = await Should.ThrowAsync<MeshException>(() => RunAsync(request: "http://gateway.test/car"));

        failure.Message.ShouldContain("Jaeger has got no trace ");
        failure.Message.ShouldContain("http://gateway.test/car, which was answered with 200");
        failure.Remedy!.ShouldContain("ingress gateway");
    }

    [Test]
    public async Task A_request_without_an_answer_is_told()
    {
        _application.Failure = new HttpRequestException("connection refused");

        (await Should.ThrowAsync<MeshException>(() => RunAsync(request: "http://gateway.test/car"))).Message.ShouldBe("http://gateway.test/car does not answer: connection refused");
    }

    private async Task RunAsync(string? service = null, string? request = null)
    {
        using var deadline = new Deadline(TimeSpan.FromMinutes(1), _time);
        await new TraceReport(_cluster, _http, _reporter, _time).RunAsync(new MeshSettings
        {
            Root = "/",
            Manifests = "/manifests",
            Output = "/artifacts",
            Service = service,
            Trace = new TraceSettings { Request = request is null ? null : new Uri(request) },
        }, deadline);
    }

    // As Jaeger writes it: microseconds, and what is said of a process once.
    private static string Trace(string id, int duration, int spans = 2) => new JsonObject
    {
        ["traceID"] = id,
        ["spans"] = new JsonArray([.. ((string[])[
            $$"""
            {"traceID": "{{id}}", "spanID": "1", "operationName": "car.default.svc:8080/*", "references": [], "startTime": 1622548800000000,
             "duration": {{duration}}, "tags": [{"key": "error", "type": "bool", "value": false}, {"key": "http.status_code", "type": "string", "value": "200"}], "processID": "p1"}
            """,
            $$"""
            {"traceID": "{{id}}", "spanID": "2", "operationName": "inner", "references": [{"refType": "CHILD_OF", "traceID": "{{id}}", "spanID": "1"}],
             "startTime": 1622548800000100, "duration": {{duration / 2}}, "tags": [{"key": "error", "type": "bool", "value": true}], "processID": "p2"}
            """]).Take(spans).Select(span => JsonNode.Parse(span))]),
        ["processes"] = JsonNode.Parse("""{"p1": {"serviceName": "gateway.istio-system"}, "p2": {"serviceName": "car.default"}}"""),
    }.ToJsonString();

    private sealed class Application : HttpMessageHandler
    {
        public List<HttpRequestMessage> Requests { get; } = [];

        public Exception? Failure { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return Failure is null ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)) : Task.FromException<HttpResponseMessage>(Failure);
        }
    }
}
