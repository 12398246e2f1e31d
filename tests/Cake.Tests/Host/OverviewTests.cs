using Cake.Core;
using Cake.Frosting;

namespace MeshBuild.Cake.Tests.Host;

/// <summary>What the host shows without running anything.</summary>
public sealed class OverviewTests
{
    [TestCase("--tree")]
    [TestCase("--showtree")]
    public void The_tree_shows_each_target_above_what_it_needs_and_runs_nothing(string flag)
    {
        var run = HostRun.Of<GardenContext>(host => host.UseLifetime<GardenLifetime>(), flag);

        run.Status.ShouldBe(0);
        run.Journal.ShouldBeEmpty();
        run.Console.IndexOf("Water", StringComparison.Ordinal).ShouldBeGreaterThan(run.Console.IndexOf("Harvest", StringComparison.Ordinal));
        run.Console.ShouldContain("└─");
    }

    [TestCase("--description")]
    [TestCase("--descriptions")]
    [TestCase("--showdescription")]
    [TestCase("--showdescriptions")]
    public void The_description_shows_each_target_with_its_text_and_runs_nothing(string flag)
    {
        var run = HostRun.Of<GardenContext>(host => host.UseLifetime<GardenLifetime>(), flag);

        run.Status.ShouldBe(0);
        run.Journal.ShouldBeEmpty();
        run.Console.ShouldContain("Harvest");
        run.Console.ShouldContain("brings in what has grown");
    }

    [TestCase("--dryrun")]
    [TestCase("--noop")]
    [TestCase("--whatif")]
    public void A_dry_run_names_the_tasks_in_order_and_runs_none(string flag)
    {
        var run = HostRun.Of<GardenContext>(host => host.UseLifetime<GardenLifetime>(), "--target=Harvest", flag);

        run.Status.ShouldBe(0);
        run.Journal.ShouldBeEmpty();
        var log = string.Join('\n', run.Log);
        log.IndexOf("Harvest", log.IndexOf("Water", StringComparison.Ordinal), StringComparison.Ordinal).ShouldBeGreaterThan(0);
    }

    [Test]
    public void A_dry_run_leaves_out_a_task_that_would_be_skipped() =>
        HostRun.Of<GardenContext>("--target=Sell", "--dryrun").Log.ShouldNotContain(line => line.Contains("Fallow"));

    [TestCase("--version")]
    [TestCase("--ver")]
    [TestCase("--info")]
    public void The_version_is_shown_and_nothing_runs(string flag)
    {
        var run = HostRun.Of<GardenContext>("--target=Harvest", flag);

        run.Status.ShouldBe(0);
        run.Journal.ShouldBeEmpty();
        run.Console.ShouldNotBeEmpty();
    }

    [Test]
    public void The_verbosity_reaches_the_log() =>
        HostRun.Of<GardenContext>("--target=Listen", "--verbosity=diagnostic").Journal.ShouldBe(["Diagnostic"]);

    [Test]
    public void A_task_of_another_context_is_left_out_with_a_warning()
    {
        var run = HostRun.Of<GardenContext>("--target=Sail");

        (run.Status & 255).ShouldBe(255);
        run.Log.ShouldContain(line => line.StartsWith("Warning:") && line.Contains("Sail"));
    }

    // The trap of the host: only the immediate base class tells the context.
    [Test]
    public void A_task_behind_an_intermediate_class_is_taken_for_one_of_any_context()
    {
        var run = HostRun.Of<GardenContext>("--tree");

        run.Console.ShouldContain("Anchor");
        run.Console.ShouldContain("Unload");
        run.Console.ShouldNotContain("Sail");
    }

    public sealed class GardenContext(ICakeContext context, Journal journal) : JournalContext(context, journal);

    public sealed class ShipContext(ICakeContext context, Journal journal) : JournalContext(context, journal);

    public sealed class Water : FrostingTask<GardenContext>
    {
        public override void Run(GardenContext context) => context.Journal.Add("water");
    }

    [TaskDescription("brings in what has grown")]
    [IsDependentOn(typeof(Water))]
    public sealed class Harvest : FrostingTask<GardenContext>
    {
        public override void Run(GardenContext context) => context.Journal.Add("harvest");
    }

    public sealed class Fallow : FrostingTask<GardenContext>
    {
        public override bool ShouldRun(GardenContext context) => false;

        public override void Run(GardenContext context) => context.Journal.Add("fallow");
    }

    [IsDependentOn(typeof(Fallow))]
    public sealed class Sell : FrostingTask<GardenContext>
    {
        public override void Run(GardenContext context) => context.Journal.Add("sell");
    }

    public sealed class Listen : FrostingTask<GardenContext>
    {
        public override void Run(GardenContext context) => context.Journal.Add(context.Log.Verbosity.ToString());
    }

    public sealed class Sail : FrostingTask<ShipContext>
    {
        public override void Run(ShipContext context) => context.Journal.Add("sail");
    }

    public abstract class ShipTask : FrostingTask<ShipContext>;

    public sealed class Anchor : ShipTask
    {
        public override void Run(ShipContext context) => context.Journal.Add("anchor");
    }

    public abstract class CargoTask<TCargo> : FrostingTask<ShipContext>;

    public sealed class Unload : CargoTask<string>
    {
        public override void Run(ShipContext context) => context.Journal.Add("unload");
    }

    public sealed class GardenLifetime : FrostingLifetime<GardenContext>
    {
        public override void Setup(GardenContext context, ISetupContext info) => context.Journal.Add("setup");

        public override void Teardown(GardenContext context, ITeardownContext info) => context.Journal.Add("teardown");
    }
}
