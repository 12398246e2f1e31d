using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Metrics;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Tests.Canaries;

public sealed class CanaryGateTests
{
    private static readonly CanarySettings Settings = new() { MinRequests = 50 };

    [TestCase(0, 0, 20, null, "not judged: 0 of the 50")]
    [TestCase(49, 49, 20, null, "not judged: 49 of the 50")]
    [TestCase(100, 0, 20, true, "100 requests, 100 % succeeded")]
    [TestCase(100, 1, 20, true, "99 % succeeded")]
    [TestCase(100, 2, 20, false, "98 % of its 100 requests succeeded; at least 99 % have to")]
    [TestCase(100, 0, 2000, false, "its p99 is 2485 ms; it may be 1000 ms at most")]
    public void Alone_it_is_judged_by_the_limits(int requests, int failures, double milliseconds, bool? outcome, string reason)
    {
        var verdict = CanaryGate.Judge(Traffic.None, Of(requests, failures, milliseconds), Settings);
        verdict.Outcome.ShouldBe(outcome);
        verdict.Reason.ShouldContain(reason);
    }

    [TestCase(0, 20, true)]
    [TestCase(20, 20, false)]
    [TestCase(0, 40, false)]
    [TestCase(0, 4, true)]
    public void Beside_the_stable_version_it_is_to_be_about_as_good(int failures, double milliseconds, bool outcome) =>
        CanaryGate.Judge(Of(1000, 0, 20), Of(1000, failures, milliseconds), Settings with { MinSuccess = 90 }).Outcome.ShouldBe(outcome);

    [Test]
    public void A_stable_version_without_requests_is_no_measure() =>
        CanaryGate.Judge(Of(49, 0, 1), Of(1000, 0, 40), Settings).Outcome.ShouldBe(true);

    [Test]
    public void Where_the_buckets_are_narrow_a_factor_alone_says_nothing() =>
        CanaryGate.Judge(Of(1000, 0, 0.4), Of(1000, 0, 4), Settings).Outcome.ShouldBe(true);

    private static Traffic Of(double requests, double failures, double milliseconds)
    {
        double[] bounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, double.PositiveInfinity];
        return new Traffic(requests, failures, new LatencyHistogram(bounds.ToDictionary(bound => bound, bound => milliseconds <= bound ? requests : 0)));
    }
}
