using MeshBuild.Build.Tools;

namespace MeshBuild.Build.Tests.Tools;

[Platform(Exclude = "Win", Reason = "The commands are a shell's.")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ChildProcessesTests
{
    private readonly ChildProcesses _processes = new();

    [TearDown]
    public async Task End() => await _processes.DisposeAsync();

    [Test]
    public async Task Both_streams_and_the_exit_code_come_back()
    {
        var output = await _processes.RunAsync(Shell("echo out; echo err >&2; exit 3"), null, null, default);
        (output.ExitCode, output.StandardOutput, output.StandardError).ShouldBe((3, "out\n", "err\n"));
        output.Succeeded.ShouldBeFalse();
    }

    [Test]
    public async Task The_standard_input_is_written() =>
        (await _processes.RunAsync(Shell("cat"), "secret ü", null, default)).StandardOutput.ShouldBe("secret ü");

    [Test]
    public async Task Megabytes_on_both_streams_do_not_block()
    {
        var output = await _processes.RunAsync(Shell("head -c 3000000 /dev/zero | tr '\\0' a; head -c 3000000 /dev/zero | tr '\\0' b >&2"), null, null, default);
        (output.StandardOutput.Length, output.StandardError.Length).ShouldBe((3000000, 3000000));
    }

    [Test]
    public async Task Lines_are_told_as_they_come()
    {
        var lines = new List<string>();
        await _processes.RunAsync(Shell("echo one; echo two"), null, lines.Add, default);
        lines.ShouldBe(["one", "two"]);
    }

    [Test]
    public async Task A_cancelled_child_is_asked_to_end()
    {
        using var cancellation = new CancellationTokenSource();
        var marker = Path.GetTempFileName();
        // The child says that it is ready, and notes that it was asked.
        var run = _processes.RunAsync(Shell($"trap 'echo asked > {marker}; exit 9' INT; echo ready; while :; do sleep 0.05; done"),
            null, _ => cancellation.Cancel(), cancellation.Token);

        await Should.ThrowAsync<OperationCanceledException>(run);
        (await File.ReadAllTextAsync(marker)).Trim().ShouldBe("asked");
        File.Delete(marker);
    }

    [Test]
    public async Task What_still_runs_at_the_end_is_asked_to_end_and_waited_for()
    {
        var ready = new TaskCompletionSource();
        var marker = Path.GetTempFileName();
        var run = _processes.RunAsync(Shell($"trap 'sleep 0.3; echo asked > {marker}; exit 9' INT; echo ready; while :; do sleep 0.05; done"),
            null, _ => ready.TrySetResult(), CancellationToken.None);
        await ready.Task;

        await _processes.DisposeAsync();

        (await File.ReadAllTextAsync(marker)).Trim().ShouldBe("asked");
        await Should.ThrowAsync<OperationCanceledException>(run);
        File.Delete(marker);
    }

    [Test]
    public async Task A_program_that_is_not_there_is_told() =>
        await Should.ThrowAsync<Exception>(_processes.RunAsync(new ToolCommand("/no/such/program", ""), null, null, default));

    private static ToolCommand Shell(string script) => new("/bin/bash", $"-c \"{script.Replace("\\", "\\\\")}\"");
}
