using System.Collections.Concurrent;
using System.IO.Enumeration;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>The programs of the pods that run just now.</summary>
public sealed class PodPrograms(IReadOnlyList<PodProgram> programs)
{
    private readonly ConcurrentDictionary<string, IRunningProgram> _running = new();

    /// <summary>Where a port of a running pod is served; null when nothing serves it.</summary>
    public Uri? Address(string podUid, int port) => _running.GetValueOrDefault(podUid)?.Address(port);

    /// <summary>Starts the program of a pod's image, when there is one and it does not run yet.</summary>
    internal async Task StartAsync(StoredObject pod, ClusterServices services, CancellationToken cancellation)
    {
        var images = pod.Json.Each("spec", "containers").Select(container => container.Text("image") ?? "").ToList();
        if (!_running.ContainsKey(pod.Uid)
            && programs.FirstOrDefault(program =>
                images.Any(image => FileSystemName.MatchesSimpleExpression(program.ImagePattern, image))) is { } found)
        {
            _running[pod.Uid] = await found.StartAsync(pod.Copy(), services, cancellation);
        }
    }

    internal async Task StopAsync(string podUid)
    {
        if (_running.TryRemove(podUid, out var program))
        {
            await program.DisposeAsync();
        }
    }

    internal async Task StopAllAsync()
    {
        foreach (var uid in _running.Keys)
        {
            await StopAsync(uid);
        }
    }
}
