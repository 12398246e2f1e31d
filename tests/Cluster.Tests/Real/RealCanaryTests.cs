using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

[Category(RealCluster.Category), NonParallelizable]
public sealed class RealCanaryTests() : CanaryTests(RealClusterSetup.Cluster)
{
    private AuditLog _audit = null!;
    private IReadOnlyList<ObjectWrite> _objects = [];

    /// <inheritdoc />
    protected override async Task PushAsync()
    {
        (await Script.RunAsync("PushImages", "--tag=1.4")).ShouldExit(0);
        (_objects, _) = await ObjectWrites.NowAsync(Cluster);
        _audit = new AuditLog(RealClusterSetup.Cluster);
    }

    [Test, Order(6)]
    public async Task By_the_audit_log_no_request_could_meet_a_missing_subset() =>
        // Every test before this one wrote its canary's routes.
        ObjectWrites.ShouldBeSafe(_objects, await _audit.WritesAsync()).ShouldBeGreaterThan(100);
}
