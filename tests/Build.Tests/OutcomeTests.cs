using Cake.Core;
using MeshBuild.Build.CommandLine;
using MeshBuild.Build.Terminal;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Build.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OutcomeTests
{
    private readonly StringWriter _output = new();

    [Test]
    public void A_run_without_a_failure_is_done()
    {
        using var run = Run(TimeSpan.FromMinutes(1));
        Outcome.Of(run, 0, run.Reporter).ShouldBe(0);
        _output.ToString().ShouldBeEmpty();
    }

    [Test]
    public void An_expected_failure_is_its_message_and_its_remedy_and_no_stack()
    {
        using var run = Run(TimeSpan.FromMinutes(1));
        run.Fail(new CakeException("wrapped", new AggregateException(new MeshException("the digest is wrong", "download again"))));
        Outcome.Of(run, -1, run.Reporter).ShouldBe(1);
        _output.ToString().ReplaceLineEndings("\n").ShouldBe("error: the digest is wrong\ndownload again\n");
    }

    [Test]
    public void A_wrong_configuration_is_2()
    {
        using var run = Run(TimeSpan.FromMinutes(1));
        run.Fail(new ConfigurationException("no kubeconfig"));
        Outcome.Of(run, -1, run.Reporter).ShouldBe(2);
    }

    [Test]
    public void An_unexpected_failure_says_where_and_how_to_see_more()
    {
        using var run = Run(TimeSpan.FromMinutes(1));
        run.Target = "Purge";
        run.Fail(new InvalidOperationException("odd"));
        Outcome.Of(run, -1, run.Reporter).ShouldBe(1);
        _output.ToString().ShouldContain("Purge failed unexpectedly: InvalidOperationException: odd");
        _output.ToString().ShouldContain("--verbosity=diagnostic");
        _output.ToString().ShouldNotContain("   at ");
    }

    [Test]
    public void The_deadline_names_the_target_the_diagnosis_and_how_to_go_on()
    {
        using var run = Run(TimeSpan.FromTicks(1));
        run.Deadline.Token.WaitHandle.WaitOne();
        run.Target = "Verify";
        run.Fail(new MeshException("deployment/car is not ready", "see its log"));
        Outcome.Of(run, -1, run.Reporter).ShouldBe(1);
        _output.ToString().ReplaceLineEndings("\n").ShouldBe(
            "error: Verify was not done within 0s.\ndeployment/car is not ready\nsee its log\nSay --timeout=DURATION for more, and run the same command again: it goes on from here.\n");
    }

    [Test]
    public void A_run_that_was_stopped_says_why_and_was_not_interrupted()
    {
        using var run = Run(TimeSpan.FromMinutes(1));
        run.Stop(new MeshException("the Lease is lost", "run it again"));
        run.Deadline.Token.IsCancellationRequested.ShouldBeTrue();
        run.Fail(new OperationCanceledException());
        Outcome.Of(run, -1, run.Reporter).ShouldBe(1);
        _output.ToString().ReplaceLineEndings("\n").ShouldBe("error: the Lease is lost\nrun it again\n");
    }

    private Run Run(TimeSpan timeout)
    {
        var settings = new MeshSettings { Root = "/", Manifests = "/", Output = "/", Timeout = timeout };
        return new Run(BuildArguments.Parse(["--target=Deploy"]), new SettingsReading(settings, []),
            new TerminalReporter(_output, false, false, false, null, null), TimeProvider.System);
    }
}
