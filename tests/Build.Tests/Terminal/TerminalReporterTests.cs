using MeshBuild.Build.Terminal;
using MeshBuild.Mesh.Reports;
using NSubstitute;

namespace MeshBuild.Build.Tests.Terminal;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TerminalReporterTests
{
    private readonly StringWriter _output = new();

    private string Written => _output.ToString().ReplaceLineEndings("\n");

    [Test]
    public void Without_a_terminal_there_is_a_line_per_change()
    {
        var reporter = Plain();
        reporter.Waiting(Lines(("a", "0/1"), ("b", "0/1")));
        reporter.Waiting(Lines(("a", "0/1"), ("b", "1/1")));
        reporter.Waiting(Lines(("a", "1/1")));
        Written.ShouldBe("  a: 0/1\n  b: 0/1\n  b: 1/1\n  a: 1/1\n");
    }

    [Test]
    public void Progress_and_details_are_left_out_of_a_log()
    {
        var reporter = Plain();
        reporter.Progress("10 of 20 MB");
        reporter.Detail("what istioctl wrote");
        Written.ShouldBeEmpty();
    }

    [Test]
    public void Details_are_shown_when_they_are_asked_for()
    {
        new TerminalReporter(_output, false, false, diagnostic: true, null, null).Detail("what istioctl wrote");
        Written.ShouldBe("    what istioctl wrote\n");
    }

    [Test]
    public void A_table_is_aligned()
    {
        Plain().Table(new Table(["NAME", "READY"], [["car-1", "2/2"], ["g", "1/2"]], "default"));
        Written.ShouldBe("  default:\n  NAME    READY\n  car-1   2/2\n  g       1/2\n");
    }

    [Test]
    public void A_password_is_never_written()
    {
        var reporter = new TerminalReporter(_output, false, false, true, null, "hunter2");
        reporter.Say("login with hunter2");
        reporter.Detail("hunter2");
        reporter.Waiting(Lines(("a", "hunter2")));
        reporter.Fail("hunter2", "hunter2");
        reporter.Table(new Table(["A"], [["hunter2"]]));
        Written.ShouldNotContain("hunter2");
    }

    [Test]
    public void A_failure_says_what_and_what_to_do()
    {
        Plain().Fail("it broke", "mend it");
        Written.ShouldBe("error: it broke\nmend it\n");
    }

    [Test]
    public void GitHub_gets_groups_and_annotations()
    {
        var reporter = new TerminalReporter(_output, false, false, false, CiService.Of(Variables("GITHUB_ACTIONS", "true"), TimeProvider.System), null);
        reporter.Begin("Lint");
        reporter.Annotate("a.yaml", 3, 5, "no label");
        reporter.Begin("Deploy");
        reporter.Fail("two\nlines", null);
        Written.ShouldBe("::group::Lint\n::error file=a.yaml,line=3,col=5::no label\n::endgroup::\n::group::Deploy\n::endgroup::\n::error ::two\nerror: two\nlines\n");
    }

    [Test]
    public void Azure_gets_groups_and_issues()
    {
        var reporter = new TerminalReporter(_output, false, false, false, CiService.Of(Variables("TF_BUILD", "True"), TimeProvider.System), null);
        reporter.Begin("Lint");
        reporter.Annotate("a.yaml", 3, 5, "no label");
        reporter.End();
        Written.ShouldBe("##[group]Lint\n##vso[task.logissue type=error;sourcepath=a.yaml;linenumber=3;columnnumber=5]no label\n##[endgroup]\n");
    }

    [Test]
    public void GitLab_gets_sections()
    {
        var time = Substitute.For<TimeProvider>();
        time.GetUtcNow().Returns(DateTimeOffset.FromUnixTimeSeconds(12));
        var reporter = new TerminalReporter(_output, false, false, false, CiService.Of(Variables("GITLAB_CI", "true"), time), null);
        reporter.Begin("Lint");
        reporter.End();
        _output.ToString().ReplaceLineEndings("|").ShouldBe("\e[0Ksection_start:12:lint|\e[0KLint|\e[0Ksection_end:12:lint|\e[0K|");
    }

    [Test]
    public void No_CI_is_no_CI() => CiService.Of(new Dictionary<string, string>(), TimeProvider.System).ShouldBeNull();

    private TerminalReporter Plain() => new(_output, false, false, false, null, null);

    private static Dictionary<string, string> Lines(params (string Key, string Text)[] lines) => lines.ToDictionary(line => line.Key, line => line.Text);

    private static Dictionary<string, string> Variables(string name, string value) => new() { [name] = value };
}
