using System.Runtime.InteropServices;
using MeshBuild.Build.CommandLine;
using MeshBuild.Build.Terminal;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Build;

/// <summary>One run of the program: what was asked for, its deadline, where it reports, and what ended it.</summary>
public sealed class Run : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile bool _interrupted;

    public Run(BuildArguments arguments, SettingsReading reading, TerminalReporter reporter, TimeProvider time)
    {
        Arguments = arguments;
        Reading = reading;
        Reporter = reporter;
        Time = time;
        Deadline = new Deadline(reading.Settings.Timeout + Lasting(arguments, reading.Settings), time, _end.Token);
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, Interrupt));
        }
    }

    public BuildArguments Arguments { get; }

    public SettingsReading Reading { get; }

    public TerminalReporter Reporter { get; }

    public TimeProvider Time { get; }

    public Deadline Deadline { get; }

    /// <summary>Whether Ctrl-C or SIGTERM came.</summary>
    public bool IsInterrupted => _interrupted;

    /// <summary>The target that began last, for a message that says what was cut off.</summary>
    public string? Target { get; set; }

    /// <summary>What ended the run early.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Waits for Ctrl-C or SIGTERM, whatever the deadline is: the end that was asked for, and no interruption.</summary>
    public Task UntilInterruptedAsync() => UntilInterruptedAsync(token => Task.Delay(Timeout.InfiniteTimeSpan, Time, token));

    /// <summary>The same for work that goes on until then; that it failed at its end is told.</summary>
    public async Task UntilInterruptedAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The end that was asked for.
        }
        finally
        {
            _interrupted = false;
        }
    }

    /// <summary>Keeps the first failure.</summary>
    public void Fail(Exception failure) => Failure ??= failure;

    /// <summary>Ends whatever is going on, for a reason that lies outside of it.</summary>
    public void Stop(MeshException reason)
    {
        Fail(reason);
        _end.Cancel();
    }

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        Deadline.Dispose();
        _end.Dispose();
    }

    // What lasts by intent is no delay.
    private static TimeSpan Lasting(BuildArguments arguments, MeshSettings settings) =>
        (Asks(arguments, nameof(Tasks.InjectFault)) ? settings.Fault.For : TimeSpan.Zero)
        + (Asks(arguments, nameof(Tasks.Canary)) ? settings.Canary.Interval * CanaryStage.Of(settings.Canary).Count : TimeSpan.Zero);

    private static bool Asks(BuildArguments arguments, string target) => arguments.Targets.Contains(target, StringComparer.OrdinalIgnoreCase);

    // The first signal ends the run in order; the second one at once, as without this.
    private void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = !_interrupted;
        _interrupted = true;
        _end.Cancel();
    }
}
