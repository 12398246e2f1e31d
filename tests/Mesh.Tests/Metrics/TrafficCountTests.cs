using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Tests.Metrics;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TrafficCountTests
{
    private readonly PlayedMetrics _metrics = new();
    private readonly TrafficCount _count;

    public TrafficCountTests() => _count = new TrafficCount(_metrics, "default", ["car", "car-canary"]);

    [Test]
    public async Task Only_what_comes_after_the_first_look_counts()
    {
        _metrics.Count("car", 1000, code: "503");
        await _count.LookAsync(default);
        _metrics.Count("car", 10);
        await _count.LookAsync(default);
        (_count.Of("car").Requests, _count.Of("car").Success).ShouldBe((10, 100));
        _count.Of("car-canary").Requests.ShouldBe(0);
    }

    [Test]
    public async Task What_a_new_series_counted_before_it_was_first_seen_counts()
    {
        await _count.LookAsync(default);
        _metrics.Count("car-canary", 7, instance: "b");
        await _count.LookAsync(default);
        _count.Of("car-canary").Requests.ShouldBe(7);
    }

    [Test]
    public async Task A_pod_that_begins_anew_counts_from_0()
    {
        _metrics.Count("car", 100);
        await _count.LookAsync(default);
        _metrics.Count("car", 5);
        await _count.LookAsync(default);
        _metrics.Restart("car", "a");
        _metrics.Count("car", 3);
        await _count.LookAsync(default);
        _count.Of("car").Requests.ShouldBe(8);
        _count.Of("car").Latency.Count.ShouldBe(8);
    }

    [TestCase("200", "", false)]
    [TestCase("404", "", false)]
    [TestCase("500", "", true)]
    [TestCase("503", "", true)]
    [TestCase("0", "", true)]
    [TestCase("200", "0", false)]
    [TestCase("200", "5", false)]
    [TestCase("200", "13", true)]
    [TestCase("200", "14", true)]
    public async Task What_fails_by_the_servers_fault_is_a_failure(string code, string grpc, bool fails)
    {
        await _count.LookAsync(default);
        _metrics.Count("car", 4, code: code, grpc: grpc);
        await _count.LookAsync(default);
        _count.Of("car").Failures.ShouldBe(fails ? 4 : 0);
    }

    [Test]
    public void The_expressions_are_of_what_Istio_measures()
    {
        _count.Requests.ShouldBe("""sum by (destination_workload, instance, response_code, grpc_response_status) (istio_requests_total{reporter="destination",destination_workload_namespace="default",destination_workload=~"car|car-canary"})""");
        _count.Durations.ShouldBe("""sum by (destination_workload, instance, le) (istio_request_duration_milliseconds_bucket{reporter="destination",destination_workload_namespace="default",destination_workload=~"car|car-canary",response_code!="101"})""");
    }
}
