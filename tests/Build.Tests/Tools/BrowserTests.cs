using MeshBuild.Build.Terminal;
using MeshBuild.Build.Tools;

namespace MeshBuild.Build.Tests.Tools;

public sealed class BrowserTests
{
    private static readonly Uri Page = new("http://127.0.0.1:20001/kiali");

    [Test]
    public void A_page_is_opened_by_the_systems_own_command() => Browser.CommandFor(Page).ShouldBe(
        OperatingSystem.IsWindows() ? new ToolCommand("cmd", "/c start \"\" \"http://127.0.0.1:20001/kiali\"")
        : new ToolCommand(OperatingSystem.IsMacOS() ? "open" : "xdg-open", "\"http://127.0.0.1:20001/kiali\""));

    [Test]
    public async Task Where_nobody_sits_at_a_terminal_nothing_is_opened() => (await SaidAsync(live: false)).ShouldBeEmpty();

    [Test]
    public async Task A_machine_without_a_browser_is_no_failure()
    {
        if (OperatingSystem.IsLinux() && !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "xdg-open"))))
        {
            (await SaidAsync(live: true)).ShouldContain("no browser was opened");
        }
        else
        {
            Assert.Ignore("this machine has a browser, which a test is not to open");
        }
    }

    private static async Task<string> SaidAsync(bool live)
    {
        await using var output = new StringWriter();
        await using var processes = new ChildProcesses();
        await new Browser(processes, new TerminalReporter(output, live, colour: false, diagnostic: true, null, null)).OpenAsync(Page, CancellationToken.None);
        return output.ToString();
    }
}
