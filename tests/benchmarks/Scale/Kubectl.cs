using System.Diagnostics;
using System.Globalization;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>Runs of kubectl with their processor time, which bash's <c>time</c> tells of a process that has ended.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    public double CpuSeconds { get; private set; }

    /// <summary>The lines that it prints.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", "TIMEFORMAT='%U %S'; time kubectl \"$@\"", "bash", "--kubeconfig", kubeconfig, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        var said = (await error).TrimEnd().Split('\n');
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {string.Join('\n', said)}");
        }

        CpuSeconds += said[^1].Split(' ').Sum(seconds => double.Parse(seconds, CultureInfo.InvariantCulture));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
