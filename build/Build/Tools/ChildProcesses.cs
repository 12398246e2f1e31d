using System.Text;
using CliWrap;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Tools;

/// <summary>
/// The one class that starts processes. A run that is cancelled asks its child to end, and after a grace period ends it with all that it started.
/// What still runs when this is disposed of (a task failed beside it) is ended in the same way and waited for.
/// </summary>
public sealed class ChildProcesses : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    // Not disposed of: it has no timer, and a command that comes too late is cancelled instead of failing oddly.
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="input">What it reads on its standard input; null: nothing.</param>
    /// <param name="line">Gets each line of both streams as it is written.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ToolOutput> RunAsync(ToolCommand command, string? input, Action<string>? line, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        var run = ExecuteAsync(command, input, line, either.Token);
        lock (_gate)
        {
            _running.Add(run);
        }

        try
        {
            return await run;
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(run);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Task[] left;
        lock (_gate)
        {
            left = [.. _running];
        }

        // How they ended is told to whoever started them.
        await Task.WhenAll(left).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static async Task<ToolOutput> ExecuteAsync(ToolCommand command, string? input, Action<string>? line, CancellationToken cancellation)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();
        using var force = new CancellationTokenSource();
        await using var grace = cancellation.Register(() => force.CancelAfter(Grace));
        var result = await Cli.Wrap(command.File)
            .WithArguments(command.Arguments)
            .WithWorkingDirectory(command.Folder ?? Environment.CurrentDirectory)
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(input is null ? PipeSource.Null : PipeSource.FromString(input, Encoding.UTF8))
            .WithStandardOutputPipe(Pipe(output, line))
            .WithStandardErrorPipe(Pipe(error, line))
            .ExecuteAsync(force.Token, cancellation);
        return new ToolOutput(result.ExitCode, output.ToString(), error.ToString());
    }

    private static PipeTarget Pipe(StringBuilder text, Action<string>? line)
    {
        var whole = PipeTarget.ToStringBuilder(text, Encoding.UTF8);
        return line is null ? whole : PipeTarget.Merge(whole, PipeTarget.ToDelegate(line, Encoding.UTF8));
    }
}
