using System.Runtime.InteropServices;
using MeshBuild.Build.CommandLine;
using MeshBuild.Build.Terminal;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Build;

/// <summary>One run of the program: what was asked for, its deadline, where it reports, and what ended it.</summary>
public sealed class Run : IDisposable
{
    private readonly CancellationTokenSource _interruption = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    public Run(BuildArguments arguments, SettingsReading reading, TerminalReporter reporter, TimeProvider time)
    {
        Arguments = arguments;
        Reading = reading;
        Reporter = reporter;
        Time = time;
        Deadline = new Deadline(reading.Settings.Timeout, time, _interruption.Token);
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
    public bool IsInterrupted => _interruption.IsCancellationRequested;

    /// <summary>The target that began last, for a message that says what was cut off.</summary>
    public string? Target { get; set; }

    /// <summary>What ended the run early.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Keeps the first failure.</summary>
    public void Fail(Exception failure) => Failure ??= failure;

    public void Dispose()
    {
        _signals.ForEach(signal => signal.Dispose());
        Deadline.Dispose();
        _interruption.Dispose();
    }

    // The first signal ends the run in order; the second one at once, as without this.
    private void Interrupt(PosixSignalContext signal)
    {
        signal.Cancel = !_interruption.IsCancellationRequested;
        _interruption.Cancel();
    }
}
