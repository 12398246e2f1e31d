using Cake.Core;
using Cake.Core.IO;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace MeshBuild.Cake.Tests.Host;

/// <summary>Which tasks a command line runs, and in which order.</summary>
public sealed class TargetTests
{
    [Test]
    public void A_target_runs_after_what_it_depends_on_each_once()
    {
        var run = HostRun.Of<ShopContext>("--target=Pack");

        run.Status.ShouldBe(0);
        run.Journal.ShouldBe(["fetch", "compile", "style", "pack"]);
        run.Report!.Select(entry => entry.TaskName).ShouldBe(["Fetch", "Compile", "check-style", "Pack"]);
    }

    [TestCase("--target=Compile")]
    [TestCase("--Target=Compile")]
    [TestCase("-t", "Compile")]
    [TestCase("--target", "compile")]
    public void The_target_is_named_in_any_of_these_ways(params string[] args) =>
        HostRun.Of<ShopContext>(args).Journal.ShouldBe(["fetch", "compile"]);

    [Test]
    public void Without_a_target_it_is_Default() => HostRun.Of<ShopContext>().Journal.ShouldBe(["default"]);

    [Test]
    public void A_task_has_the_name_of_its_attribute() =>
        HostRun.Of<ShopContext>("--target=check-style").Journal.ShouldBe(["fetch", "style"]);

    [Test]
    public void Two_targets_share_what_both_depend_on() =>
        HostRun.Of<ShopContext>("--target=check-style", "--target=Compile").Journal.ShouldBe(["fetch", "style", "compile"]);

    [TestCase("--exclusive")]
    [TestCase("-e")]
    public void Exclusive_leaves_out_what_the_target_depends_on(string flag) =>
        HostRun.Of<ShopContext>("--target=Pack", flag).Journal.ShouldBe(["pack"]);

    [Test]
    public void An_asynchronous_task_is_awaited() =>
        HostRun.Of<ShopContext>("--target=Wait").Journal.ShouldBe(["begun", "ended"]);

    [Test]
    public void An_unknown_target_fails_and_is_named()
    {
        var run = HostRun.Of<ShopContext>("--target=Unpack");

        (run.Status & 255).ShouldBe(255);
        run.Journal.ShouldBeEmpty();
        run.Log.ShouldContain(line => line.StartsWith("Error:") && line.Contains("Unpack"));
    }

    [Test]
    public void A_skipped_dependency_is_left_out_and_the_target_runs()
    {
        var run = HostRun.Of<ShopContext>("--target=AfterSkipped");

        run.Status.ShouldBe(0);
        run.Journal.ShouldBe(["after"]);
    }

    [Test]
    public void A_requested_target_that_is_skipped_fails() =>
        (HostRun.Of<ShopContext>("--target=Skipped").Status & 255).ShouldBe(255);

    [Test]
    public void A_task_without_a_body_stays_out_of_the_journal_and_runs_what_it_depends_on()
    {
        var run = HostRun.Of<ShopContext>("--target=Everything");

        run.Status.ShouldBe(0);
        run.Journal.ShouldBe(["fetch", "compile"]);
        run.Report!.Single(entry => entry.TaskName == "Everything").ExecutionStatus.ShouldBe(CakeTaskExecutionStatus.Delegated);
    }

    [Test]
    public void Other_options_reach_the_arguments() =>
        HostRun.Of<ShopContext>("--target=Echo", "--namespace=shop", "--yes").Journal.ShouldBe(["namespace=shop", "yes"]);

    [TestCase("Compile")]
    [TestCase("--verbosity=loud")]
    public void A_bare_word_or_a_bad_value_fails_before_any_task(string argument)
    {
        var run = HostRun.Of<ShopContext>(argument);

        (run.Status & 255).ShouldBe(255);
        run.Journal.ShouldBeEmpty();
    }

    [Test]
    public void The_programs_own_registrations_replace_the_engines()
    {
        var processes = Substitute.For<IProcessRunner>();

        HostRun.Of<ShopContext>(host => host.ConfigureServices(services => services.AddSingleton(processes)), "--target=Start");

        processes.Received().Start(Arg.Is<FilePath>(path => path.FullPath == "some-tool"), Arg.Any<ProcessSettings>());
    }

    public sealed class ShopContext(ICakeContext context, Journal journal) : JournalContext(context, journal);

    public sealed class Default : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context) => context.Journal.Add("default");
    }

    public sealed class Fetch : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context) => context.Journal.Add("fetch");
    }

    [IsDependentOn(typeof(Fetch))]
    public sealed class Compile : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context) => context.Journal.Add("compile");
    }

    [TaskName("check-style")]
    [IsDependentOn(typeof(Fetch))]
    public sealed class Style : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context) => context.Journal.Add("style");
    }

    [IsDependentOn(typeof(Compile))]
    [IsDependentOn(typeof(Style))]
    public sealed class Pack : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context) => context.Journal.Add("pack");
    }

    [IsDependentOn(typeof(Compile))]
    public sealed class Everything : FrostingTask<ShopContext>;

    public sealed class Skipped : FrostingTask<ShopContext>
    {
        public override bool ShouldRun(ShopContext context) => false;

        public override void Run(ShopContext context) => context.Journal.Add("skipped");
    }

    [IsDependentOn(typeof(Skipped))]
    public sealed class AfterSkipped : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context) => context.Journal.Add("after");
    }

    public sealed class Wait : AsyncFrostingTask<ShopContext>
    {
        public override async Task RunAsync(ShopContext context)
        {
            context.Journal.Add("begun");
            await Task.Yield();
            context.Journal.Add("ended");
        }
    }

    public sealed class Echo : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context)
        {
            context.Journal.Add($"namespace={context.Arguments.GetArguments("namespace").Single()}");
            if (context.Arguments.HasArgument("yes"))
            {
                context.Journal.Add("yes");
            }
        }
    }

    public sealed class Start : FrostingTask<ShopContext>
    {
        public override void Run(ShopContext context) => context.ProcessRunner.Start("some-tool", new ProcessSettings());
    }
}
