using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace MeshBuild.Cluster.Tests;

/// <summary>A command that goes on, whose output can be waited for and which can be killed or interrupted.</summary>
public sealed partial class RunningCommand : IDisposable
{
    private readonly Process _process;
    private readonly string _command;
    private readonly StringBuilder _output = new();
    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<(string Text, TaskCompletionSource<bool> Seen)> _awaited = [];

    public RunningCommand(string file, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _command = $"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)}";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Waits until a line contains the text; false when the command ended without it.</summary>
    public async Task<bool> SaysAsync(string text)
    {
        TaskCompletionSource<bool> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
            {
                return true;
            }

            _awaited.Add((text, seen));
        }

        await Task.WhenAny(seen.Task, _process.WaitForExitAsync());
        return seen.Task.IsCompletedSuccessfully;
    }

    /// <summary>SIGKILL to the command and to every process that it started.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>SIGINT to the command alone.</summary>
    public void Interrupt() => _ = Signal(_process.Id, 2);

    public async Task<RunResult> EndAsync()
    {
        await _process.WaitForExitAsync();
        return new RunResult(_command, _process.ExitCode, Output, _watch.Elapsed);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _output.AppendLine(line);
            foreach (var (_, seen) in _awaited.Where(wait => line.Contains(wait.Text, StringComparison.Ordinal)))
            {
                seen.TrySetResult(true);
            }
        }
    }
}
