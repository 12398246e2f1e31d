using Cake.Core;
using Cake.Frosting;

namespace MeshBuild.Cake.Tests.Host;

/// <summary>What a failing task does to the run.</summary>
public sealed class FailureTests
{
    [Test]
    public void A_failed_task_ends_the_run_with_255_and_its_message()
    {
        var run = HostRun.Of<FailingContext>("--target=After");

        (run.Status & 255).ShouldBe(255);
        run.Journal.ShouldBeEmpty();
        run.Log.ShouldContain(line => line.StartsWith("Error:") && line.Contains("the disk is full"));
    }

    [Test]
    public void A_failed_asynchronous_task_does_the_same()
    {
        var run = HostRun.Of<FailingContext>("--target=BreakLater");

        (run.Status & 255).ShouldBe(255);
        run.Log.ShouldContain(line => line.StartsWith("Error:") && line.Contains("the line went dead"));
    }

    [Test]
    public void Finally_runs_after_a_failure() =>
        HostRun.Of<FailingContext>("--target=Guarded").Journal.ShouldBe(["finally"]);

    [Test]
    public void OnError_handles_the_failure()
    {
        var run = HostRun.Of<FailingContext>("--target=Handled");

        run.Status.ShouldBe(0);
        run.Journal.ShouldBe(["handled the disk is full"]);
    }

    [Test]
    public void OnError_of_a_base_class_counts_as_well() =>
        HostRun.Of<FailingContext>("--target=HandledBelow").Journal.ShouldBe(["base handled"]);

    [Test]
    public void The_lifetime_begins_before_the_first_task_and_ends_after_the_last_one()
    {
        var run = HostRun.Of<FailingContext>(host => host.UseLifetime<Lifetime>(), "--target=Handled");

        run.Journal.ShouldBe(["setup Handled", "handled the disk is full", "teardown True"]);
    }

    [Test]
    public void The_lifetime_ends_after_a_failure_too()
    {
        var run = HostRun.Of<FailingContext>(host => host.UseLifetime<Lifetime>(), "--target=Break");

        run.Journal.ShouldBe(["setup Break", "teardown False"]);
    }

    [Test]
    public void A_failed_setup_keeps_every_task_from_running()
    {
        var run = HostRun.Of<FailingContext>(host => host.UseLifetime<BrokenLifetime>(), "--target=Fine");

        (run.Status & 255).ShouldBe(255);
        run.Journal.ShouldNotContain("fine");
        run.Log.ShouldContain(line => line.Contains("no setup today"));
    }

    public sealed class FailingContext(ICakeContext context, Journal journal) : JournalContext(context, journal);

    public sealed class Fine : FrostingTask<FailingContext>
    {
        public override void Run(FailingContext context) => context.Journal.Add("fine");
    }

    public sealed class Break : FrostingTask<FailingContext>
    {
        public override void Run(FailingContext context) => throw new IOException("the disk is full");
    }

    [IsDependentOn(typeof(Break))]
    public sealed class After : FrostingTask<FailingContext>
    {
        public override void Run(FailingContext context) => context.Journal.Add("after");
    }

    public sealed class BreakLater : AsyncFrostingTask<FailingContext>
    {
        public override async Task RunAsync(FailingContext context)
        {
            await Task.Yield();
            throw new IOException("the line went dead");
        }
    }

    public sealed class Guarded : FrostingTask<FailingContext>
    {
        public override void Run(FailingContext context) => throw new IOException("the disk is full");

        public override void Finally(FailingContext context) => context.Journal.Add("finally");
    }

    public sealed class Handled : FrostingTask<FailingContext>
    {
        public override void Run(FailingContext context) => throw new IOException("the disk is full");

        public override void OnError(Exception exception, FailingContext context) => context.Journal.Add($"handled {exception.Message}");
    }

    // The host takes a task behind an intermediate class for one of any context, so every other fixture's run has it too.
    public abstract class Handling : FrostingTask<FailingContext>
    {
        public override void OnError(Exception exception, FailingContext context) => context.Journal.Add("base handled");
    }

    public sealed class HandledBelow : Handling
    {
        public override void Run(FailingContext context) => throw new IOException("the disk is full");
    }

    public sealed class Lifetime : FrostingLifetime<FailingContext>
    {
        public override void Setup(FailingContext context, ISetupContext info) => context.Journal.Add($"setup {info.TargetTask.Name}");

        public override void Teardown(FailingContext context, ITeardownContext info) => context.Journal.Add($"teardown {info.Successful}");
    }

    public sealed class BrokenLifetime : FrostingLifetime<FailingContext>
    {
        public override void Setup(FailingContext context, ISetupContext info) => throw new InvalidOperationException("no setup today");

        public override void Teardown(FailingContext context, ITeardownContext info) => context.Journal.Add("teardown");
    }
}
