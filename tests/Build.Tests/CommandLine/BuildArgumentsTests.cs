using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tests.CommandLine;

public sealed class BuildArgumentsTests
{
    [Test]
    public void Without_a_target_it_is_Help()
    {
        var arguments = BuildArguments.Parse([]);
        arguments.Targets.ShouldBe(["Help"]);
        arguments.Host.ShouldBe(["--target", "Help"]);
        arguments.IsReal.ShouldBeTrue();
    }

    [TestCase("--target=Deploy")]
    [TestCase("--target Deploy")]
    [TestCase("-t Deploy")]
    [TestCase("-t=Deploy")]
    public void A_target_is_read_in_each_form(string line) => BuildArguments.Parse(line.Split(' ')).Targets.ShouldBe(["Deploy"]);

    [Test]
    public void Settings_are_told_from_the_hosts_own()
    {
        var arguments = BuildArguments.Parse(["--target=Purge", "--context=kind-a", "--keep-workloads", "--timeout", "5m", "--exclusive", "--verbosity=Diagnostic"]);
        arguments.Settings.ShouldBe([new("context", "kind-a"), new("keep-workloads", "true"), new("timeout", "5m")]);
        arguments.Host.ShouldBe(["--target", "Purge", "--exclusive", "--verbosity", "Diagnostic"]);
        arguments.IsDiagnostic.ShouldBeTrue();
    }

    [TestCase("--tree")]
    [TestCase("--description")]
    [TestCase("--dryrun")]
    [TestCase("--version")]
    public void What_only_shows_is_not_real(string argument) => BuildArguments.Parse([argument]).IsReal.ShouldBeFalse();

    [Test]
    public void An_unknown_target_is_refused_with_the_nearest()
    {
        Should.Throw<Mesh.ConfigurationException>(() => Targets.Check(["Depoly"])).Message.ShouldBe("unknown target Depoly; did you mean Deploy?");
        Targets.Check(["Deploy", "purge"]);
    }
}
