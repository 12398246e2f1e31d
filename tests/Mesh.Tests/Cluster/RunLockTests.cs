using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Mesh.Tests.Cluster;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RunLockTests : IDisposable
{
    private static readonly RunHolder Us = new("here", 100, 1_000, "Deploy");
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2021, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Deadline _deadline;

    public RunLockTests() => _deadline = new Deadline(TimeSpan.FromMinutes(10), _time);

    public void Dispose() => _deadline.Dispose();

    [Test]
    public async Task It_is_taken_and_given_back()
    {
        await using (await AcquireAsync())
        {
            Holder().ShouldBe("here/100/1000/Deploy");
        }

        Lease().ShouldBeNull();
    }

    [Test]
    public async Task What_the_run_took_itself_before_the_answer_was_lost_is_its_own()
    {
        Hold(Us, renewed: _time.GetUtcNow());
        await using var taken = await AcquireAsync(isAlive: true);
        Holder().ShouldBe(Us.Identity);
        _reporter.Lines.ShouldBeEmpty();
    }

    [Test]
    public async Task A_process_of_this_machine_that_is_gone_holds_nothing()
    {
        Hold(new RunHolder("here", 99, 900, "Purge"), renewed: _time.GetUtcNow());
        await using var taken = await AcquireAsync(isAlive: false);
        Holder().ShouldBe(Us.Identity);
    }

    [Test]
    public async Task A_process_of_this_machine_that_lives_keeps_it_however_long_ago_it_was_renewed()
    {
        Hold(new RunHolder("here", 99, 900, "Purge"), renewed: _time.GetUtcNow().AddHours(-1));
        var waiting = AcquireAsync(isAlive: true);
        await SaidAsync();

        _reporter.Lines.ShouldHaveSingleItem().ShouldBe("waiting for another run on this cluster: Purge on here, process 99, since 2021-06-01T11:00:00Z");
        _cluster.Remove(ResourceTypes.Leases, "default", RunLock.Name);
        await using var taken = await AdvanceUntilAsync(waiting);
        Holder().ShouldBe(Us.Identity);
    }

    [Test]
    public async Task Another_machines_run_keeps_it_while_it_renews_it_and_loses_it_when_it_stops()
    {
        Hold(new RunHolder("there", 7, 900, "Deploy"), renewed: _time.GetUtcNow());
        var waiting = AcquireAsync();
        await SaidAsync();
        waiting.IsCompleted.ShouldBeFalse();

        await using var taken = await AdvanceUntilAsync(waiting);

        (_time.GetUtcNow() - _time.Start).TotalSeconds.ShouldBeInRange(15, 17);
        Holder().ShouldBe(Us.Identity);
    }

    [Test]
    public async Task At_the_deadline_the_holder_is_named_and_the_way_out()
    {
        Hold(new RunHolder("here", 99, 900, "Purge"), renewed: _time.GetUtcNow());
        var waiting = AcquireAsync(isAlive: true);
        await SaidAsync();
        _time.Advance(TimeSpan.FromMinutes(10));

        var failure = await Should.ThrowAsync<MeshException>(waiting);
        failure.Message.ShouldContain("Purge on here, process 99");
        failure.Remedy.ShouldNotBeNull().ShouldContain("kubectl -n default delete lease meshbuild");
    }

    [Test]
    public async Task A_run_that_was_quicker_is_waited_for()
    {
        _cluster.Failing = call =>
        {
            if (call.StartsWith("create leases", StringComparison.Ordinal) && Lease() is null)
            {
                Hold(new RunHolder("there", 7, 900, "Deploy"), renewed: _time.GetUtcNow());
            }

            return null;
        };
        var waiting = AcquireAsync();
        await SaidAsync();
        Holder().ShouldBe("there/7/900/Deploy");
        await using var taken = await AdvanceUntilAsync(waiting);
    }

    [Test]
    public async Task It_is_renewed_while_the_run_goes_on()
    {
        await using var taken = await AcquireAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        ((string?)Lease()!.At("spec", "renewTime")).ShouldBe("2021-06-01T12:00:05.000000Z");
        ((string?)Lease()!.At("spec", "acquireTime")).ShouldBe("2021-06-01T12:00:00.000000Z");
    }

    [Test]
    public async Task What_another_run_took_is_lost_and_stays_the_others()
    {
        var taken = await AcquireAsync();
        Hold(new RunHolder("there", 7, 900, "Deploy"), renewed: _time.GetUtcNow());
        taken.Lost.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(5));
        taken.Lost.IsCancellationRequested.ShouldBeTrue();

        await taken.DisposeAsync();

        Holder().ShouldBe("there/7/900/Deploy");
    }

    [Test]
    public async Task A_server_that_is_busy_for_a_moment_loses_nothing()
    {
        await using var taken = await AcquireAsync();
        _cluster.Failing = _ => FakeCluster.Refusal(System.Net.HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
        _time.Advance(TimeSpan.FromSeconds(5));
        _cluster.Failing = _ => null;
        _time.Advance(TimeSpan.FromSeconds(5));
        taken.Lost.IsCancellationRequested.ShouldBeFalse();
        ((string?)Lease()!.At("spec", "renewTime")).ShouldBe("2021-06-01T12:00:10.000000Z");
    }

    private Task<RunLock> AcquireAsync(bool isAlive = false) => RunLock.AcquireAsync(_cluster, Us, _ => isAlive, _reporter, _deadline, _time);

    // The wait asks again each second of the clock, which only goes on here.
    private async Task<RunLock> AdvanceUntilAsync(Task<RunLock> waiting)
    {
        while (!waiting.IsCompleted)
        {
            var asked = _cluster.Calls.Count;
            _time.Advance(TimeSpan.FromSeconds(1));
            while (!waiting.IsCompleted && _cluster.Calls.Count == asked)
            {
                await Task.Yield();
            }
        }

        return await waiting;
    }

    private Task SaidAsync()
    {
        var said = new TaskCompletionSource();
        _reporter.OnSay = _ => said.TrySetResult();
        if (_reporter.Lines.Count > 0)
        {
            said.TrySetResult();
        }

        return said.Task;
    }

    private KubeObject? Lease() => _cluster.Peek(ResourceTypes.Leases, "default", RunLock.Name);

    private string? Holder() => (string?)Lease()?.At("spec", "holderIdentity");

    private void Hold(RunHolder holder, DateTimeOffset renewed)
    {
        var time = renewed.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        _cluster.Put(ResourceTypes.Leases, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = RunLock.Name, ["namespace"] = "default" },
            ["spec"] = new JsonObject { ["holderIdentity"] = holder.Identity, ["acquireTime"] = time, ["renewTime"] = time },
        });
    }
}
