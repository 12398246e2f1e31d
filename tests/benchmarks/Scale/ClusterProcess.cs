using System.Diagnostics;
using System.Globalization;
using MeshBuild.Rehearsal;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>A cluster in a child process, so that its memory and processor time are its own.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("scale-").FullName;

    private ClusterProcess(Process process, double startSeconds, string kubeconfig)
    {
        _process = process;
        StartSeconds = startSeconds;
        Kubeconfig = kubeconfig;
        KubeconfigFile = Path.Combine(_folder, "kubeconfig");
        File.WriteAllText(KubeconfigFile, kubeconfig);
    }

    /// <summary>From the first line of the process's Main until the cluster answered.</summary>
    public double StartSeconds { get; }

    public string Kubeconfig { get; }
    public string KubeconfigFile { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>In MB of a million bytes.</summary>
    public double PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1e6;
        }
    }

    public static async Task<ClusterProcess> StartAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(ClusterProcess).Assembly.Location, "serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var seconds = await process.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("the cluster did not start");
        var kubeconfig = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            kubeconfig.Add(line);
        }

        return new ClusterProcess(process, double.Parse(seconds, CultureInfo.InvariantCulture), string.Join('\n', kubeconfig) + "\n");
    }

    /// <summary>The child's side: a cluster until the standard input ends, as it does when the parent is gone too.</summary>
    public static async Task ServeAsync()
    {
        var clock = Stopwatch.StartNew();
        await using var cluster = await RehearsalCluster.StartAsync(new RehearsalOptions(), CancellationToken.None);
        Console.WriteLine(clock.Elapsed.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        Console.WriteLine(cluster.Kubeconfig);
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
