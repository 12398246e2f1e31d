using System.Text.Json.Nodes;
using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>Traces by the cluster's Jaeger. Nothing here runs behind a proxy, so that the tests send the spans that proxies would.</summary>
public abstract class TraceTests(TestCluster cluster) : ClusterFixture(cluster)
{
    private const string Namespace = "istio-system";

    [OneTimeSetUp]
    public async Task InstallAsync()
    {
        (await Script.RunAsync("InstallAddons", "--addons=jaeger")).ShouldExit(0);
        await Cluster.KubectlAsync("rollout", "status", "deployment/jaeger", "-n", Namespace);
    }

    [Test, Order(1)]
    public async Task The_latest_traces_of_a_service_are_trees_the_slowest_first()
    {
        await ReportAsync(Span("00000000000000000000000000000abc", "a1", null, "quick", "car.default", 20));
        await ReportAsync(
            Span("00000000000000000000000000000def", "b1", null, "slow", "gateway.default", 80),
            Span("00000000000000000000000000000def", "b2", "b1", "inner", "car.default", 40, isError: true));

        var output = (await Script.RunAsync("Trace", "--service=car")).ShouldExit(0)
            .ShouldSay("trace def, 80ms, 2 spans", "└ inner   car.default       ████████████████████ ", "40ms       error", "trace abc, 20ms, 1 spans").Output;
        output.IndexOf("trace def", StringComparison.Ordinal).ShouldBeLessThan(output.IndexOf("trace abc", StringComparison.Ordinal));
        (await Script.RunAsync("Trace", "--service=cra")).ShouldExit(1).ShouldSay("Jaeger has no trace of cra.default; did you mean car.default?");
    }

    [Test, Order(2)]
    public async Task A_request_is_sent_and_its_trace_shown_whatever_becomes_of_the_pod()
    {
        var asked = new TaskCompletionSource<(string Trace, string Span, string Sampled)>();
        using var application = new LoopbackServer(context =>
        {
            var headers = context.Request.Headers;
            asked.TrySetResult((headers["x-b3-traceid"].ToString(), headers["x-b3-spanid"].ToString(), headers["x-b3-sampled"].ToString()));
            return Task.CompletedTask;
        });
        using var run = Script.Start("Trace", $"--request={application.Address}car");
        (await run.SaysAsync($"{application.Address}car answers 200; waiting for trace ")).ShouldBeTrue();
        var (trace, parent, sampled) = await asked.Task;
        sampled.ShouldBe("1");
        await Cluster.KubectlAsync("delete", "pod", "-n", Namespace, "-l", "app=jaeger");
        await Cluster.KubectlAsync("rollout", "status", "deployment/jaeger", "-n", Namespace);
        await ReportAsync(Span(trace, parent, null, "whole", "gateway.default", 80), Span(trace, "c2", parent, "part", "car.default", 40));

        (await run.EndAsync()).ShouldExit(0).ShouldSay($"trace {trace.TrimStart('0')}, 80ms, 2 spans", "└ part");
    }

    [Test, Order(3)]
    public async Task What_is_missing_or_wrong_is_told()
    {
        var port = LoopbackPort.Free();
        (await Script.RunAsync("Trace")).ShouldExit(2).ShouldSay("--service=NAME", "--request=URL");
        (await Script.RunAsync("Trace", "--request=car")).ShouldExit(2).ShouldSay("an http or https URL");
        (await Script.RunAsync("Trace", $"--request=http://127.0.0.1:{port}/")).ShouldExit(1).ShouldSay($"http://127.0.0.1:{port}/ does not answer", "--target=Verify");
        await Cluster.KubectlAsync("delete", "service", "tracing", "-n", Namespace);
        (await Script.RunAsync("Trace", "--service=car")).ShouldExit(1).ShouldSay("there is no service/tracing in namespace istio-system", "--target=InstallAddons");
    }

    // To the collector's own API, which proxies send their spans to.
    private async Task ReportAsync(params JsonObject[] spans)
    {
        var pod = await Cluster.KubectlAsync("get", "pods", "-n", Namespace, "-l", "app=jaeger", "-o", "jsonpath={.items[0].metadata.name}");
        var file = Path.Combine(Cluster.Scratch, "spans.json");
        await File.WriteAllTextAsync(file, new JsonArray([.. spans]).ToJsonString());
        await Cluster.KubectlAsync("create", "--raw", $"/api/v1/namespaces/{Namespace}/pods/{pod}:9411/proxy/api/v2/spans", "-f", file);
    }

    private static JsonObject Span(string trace, string id, string? parent, string name, string service, int milliseconds, bool isError = false)
    {
        var span = new JsonObject
        {
            ["traceId"] = trace,
            ["id"] = id,
            ["name"] = name,
            ["timestamp"] = 1_622_548_800_000_000,
            ["duration"] = milliseconds * 1000,
            ["localEndpoint"] = new JsonObject { ["serviceName"] = service },
        };
        if (parent is not null)
        {
            span["parentId"] = parent;
        }

        if (isError)
        {
            span["tags"] = new JsonObject { ["error"] = "true" };
        }

        return span;
    }
}
