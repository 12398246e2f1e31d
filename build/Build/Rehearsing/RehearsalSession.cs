using MeshBuild.Mesh;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Settings;
using MeshBuild.Rehearsal;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.StandIn;

namespace MeshBuild.Build.Rehearsing;

/// <summary>The embedded cluster of a run: it is there, with its kubeconfig, from the run's first task to its last.</summary>
public sealed class RehearsalSession : IAsyncDisposable
{
    private readonly RehearsalCluster _cluster;
    private readonly string _folder;

    private RehearsalSession(RehearsalCluster cluster, string folder, ClusterTarget target)
    {
        _cluster = cluster;
        _folder = folder;
        Target = target;
    }

    /// <summary>The cluster, for every tool like any other.</summary>
    public ClusterTarget Target { get; }

    /// <summary>Starts the cluster and writes its kubeconfig into a folder of its own below the output folder.</summary>
    /// <exception cref="ConfigurationException">The scenario cannot be read.</exception>
    public static async Task<RehearsalSession> StartAsync(MeshSettings settings, CancellationToken cancellation)
    {
        RehearsalCluster? started = null;
        var options = new RehearsalOptions
        {
            Scenario = Scenario(settings.Rehearse),
            Programs =
            [
                StandInIstio.Discovery(() => started?.Kubeconfig ?? throw new InvalidOperationException("a pod runs before the cluster does")),
                .. StandInIstio.Addons,
            ],
        };
        started = await RehearsalCluster.StartAsync(options, cancellation);
        var folder = Path.Combine(settings.Output, $"rehearsal-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await WriteAsync(kubeconfig, started.Kubeconfig, cancellation);
        return new RehearsalSession(started, folder, new ClusterTarget(kubeconfig, RehearsalCluster.Context, started.Address.GetLeftPart(UriPartial.Authority)));
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Scenario Scenario(string? text)
    {
        try
        {
            return text is null ? MeshBuild.Rehearsal.Scenarios.Scenario.None : MeshBuild.Rehearsal.Scenarios.Scenario.Parse(text);
        }
        catch (FormatException failure)
        {
            throw new ConfigurationException(failure.Message, "Name scenarios of that list with --rehearse, with commas between.", failure);
        }
    }

    // It holds the login of an administrator: nobody else may read it.
    private static async Task WriteAsync(string file, string text, CancellationToken cancellation)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(file, options);
        await writer.WriteAsync(text.AsMemory(), cancellation);
    }
}
