using MeshBuild.Build.CommandLine;
using MeshBuild.Build.Terminal;
using MeshBuild.Mesh.Settings;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Build.Tests;

public sealed class RunTests
{
    [Test]
    public void What_goes_on_until_it_is_interrupted_outlives_the_deadline()
    {
        var time = new FakeTimeProvider();
        var reporter = new TerminalReporter(TextWriter.Null, live: false, colour: false, diagnostic: false, null, null);
        var reading = SettingsReader.Read(new SettingsInput(Path.GetTempPath(), [new("timeout", "1s")], new Dictionary<string, string>()));
        using var run = new Run(BuildArguments.Parse(["--target=Dashboard", "--timeout=1s"]), reading, reporter, time);
        using var isEnded = new CancellationTokenSource();
        var running = run.UntilInterruptedAsync(token =>
        {
            token.Register(isEnded.Cancel);
            return Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        });
        time.Advance(TimeSpan.FromHours(1));

        run.Deadline.Reached.ShouldBeTrue();
        isEnded.IsCancellationRequested.ShouldBeFalse();
        running.IsCompleted.ShouldBeFalse();
        run.Stop(new Mesh.MeshException("over"));
        isEnded.IsCancellationRequested.ShouldBeTrue();
    }
}
