using MeshBuild.Build.Tools;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Tools;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace MeshBuild.Build.Tests.Tools;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClusterRetryTests
{
    private static readonly ToolOutput Done = new(0, "", "");
    private readonly FakeTimeProvider _time = new();
    private readonly IReporter _reporter = Substitute.For<IReporter>();
    private int _runs;

    [TestCase("Error from server (InternalError): Internal error occurred: etcdserver: request timed out")]
    [TestCase("Error from server (TooManyRequests): Too many requests, please try again later.")]
    [TestCase("error when creating \"STDIN\": Post \"https://127.0.0.1:6443/api/v1\": stream error: stream ID 5; INTERNAL_ERROR; received from peer")]
    [TestCase("Unable to connect to the server: read tcp 127.0.0.1:5->127.0.0.1:6: read: connection reset by peer")]
    [TestCase("error: unable to recognize \"STDIN\": Get \"https://127.0.0.1:6443/api\": EOF")]
    [TestCase("error when retrieving current configuration of:\nResource: \"/v1\"\nfrom server for: \"STDIN\": Get \"https://x/api\": stream error: stream ID 7; INTERNAL_ERROR; received from peer\nError from server: etcdserver: leader changed")]
    [TestCase("error: error validating \"STDIN\": error validating data: an error on the server (\"unknown\") has prevented the request from succeeding; if you choose")]
    [TestCase("Warning: it is old\nError from server: etcdserver: leader changed")]
    public async Task What_passes_by_itself_is_run_again_and_told(string said)
    {
        var result = await RunAsync(new(1, "", said), new(1, "", said), Done);
        result.ShouldBe(Done);
        _runs.ShouldBe(3);
        _reporter.Received(2).Say(Arg.Is<string>(line => line.StartsWith("the API server failed for a moment, once more: ")));
    }

    [TestCase("The Deployment \"car\" is invalid: spec.replicas: Invalid value: -1")]
    [TestCase("Error from server (Forbidden): services is forbidden")]
    [TestCase("Error from server (InternalError): Internal error occurred: failed calling webhook \"x\": Post \"https://x\": EOF")]
    [TestCase("Error from server: etcdserver: request timed out\nError from server (Forbidden): services is forbidden")]
    [TestCase("error when applying patch:\nto:\nResource: \"/v1\"\nfor: \"STDIN\": Service is invalid\nError from server: etcdserver: leader changed")]
    [TestCase("")]
    public async Task What_lasts_is_not(string said)
    {
        var failed = new ToolOutput(1, "", said);
        (await RunAsync(failed, Done)).ShouldBe(failed);
        _runs.ShouldBe(1);
    }

    [Test]
    public async Task A_server_that_stays_away_is_told_at_last()
    {
        var failed = new ToolOutput(1, "", "Error from server: etcdserver: request timed out");
        (await RunAsync(failed)).ShouldBe(failed);
        _runs.ShouldBe(10);
    }

    // The last output stays.
    private async Task<ToolOutput> RunAsync(params ToolOutput[] outputs)
    {
        var running = new ClusterRetry(_reporter, _time).RunAsync(
            _ => Task.FromResult(outputs[Math.Min(_runs++, outputs.Length - 1)]), CancellationToken.None);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await running;
    }
}
