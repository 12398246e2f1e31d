using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Cluster;

/// <summary>
/// One run at a time: the Lease <c>meshbuild</c> in the namespace default. It is renewed while the run goes on and
/// taken over when its holder stopped renewing it, at once when the holder was a process of this machine that is gone.
/// </summary>
public sealed class RunLock : IAsyncDisposable
{
    /// <summary>The Lease's name.</summary>
    public const string Name = "meshbuild";

    private const string Namespace = "default";
    private const int Seconds = 15;
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly ICluster _cluster;
    private readonly RunHolder _holder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly string _uid;
    private readonly Task _renewing;

    private RunLock(ICluster cluster, RunHolder holder, TimeProvider time, string uid)
    {
        _cluster = cluster;
        _holder = holder;
        _time = time;
        _uid = uid;
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when another run took the Lease.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Waits until the Lease is free, and takes it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="holder">This run.</param>
    /// <param name="isAlive">Whether a process of this machine with that id and start time is there.</param>
    /// <param name="reporter">Is told who holds it.</param>
    /// <param name="deadline">Ends the wait.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MeshException">It was held until the deadline.</exception>
    public static async Task<RunLock> AcquireAsync(ICluster cluster, RunHolder holder, Func<RunHolder, bool> isAlive,
        IReporter reporter, Deadline deadline, TimeProvider time)
    {
        string? told = null;
        try
        {
            while (true)
            {
                var lease = await cluster.FindAsync(ResourceTypes.Leases, Namespace, Name, deadline.Token);
                if (lease is null || IsFree(lease, holder, isAlive, time))
                {
                    if (await TakeAsync(cluster, lease, holder, time, deadline.Token) is { } taken)
                    {
                        return new RunLock(cluster, holder, time, taken.Uid);
                    }

                    continue;
                }

                var other = Describe(lease);
                if (told != other)
                {
                    reporter.Say($"waiting for another run on this cluster: {other}");
                    told = other;
                }

                await Task.Delay(Retry, time, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (deadline.Reached && told is not null)
        {
            throw new MeshException($"another run still works on this cluster: {told}",
                $"Wait for its end, or, when it is gone, delete its Lease: kubectl -n {Namespace} delete lease {Name}");
        }
    }

    /// <summary>Gives the Lease back, also when the run was interrupted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _renewing;
        if (!_lost.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
            try
            {
                // Who takes a Lease over keeps its uid: only the holder tells whether it is still ours.
                var lease = await _cluster.FindAsync(ResourceTypes.Leases, Namespace, Name, patience.Token);
                if ((string?)lease?.At("spec", "holderIdentity") == _holder.Identity)
                {
                    await _cluster.DeleteAsync(ResourceTypes.Leases, Namespace, Name, _uid, patience.Token);
                }
            }
            catch (Exception failure) when (failure is ClusterException or OperationCanceledException)
            {
                // The server cannot be asked: the Lease expires by itself.
            }
        }

        _end.Dispose();
        _lost.Dispose();
    }

    private static bool IsFree(KubeObject lease, RunHolder holder, Func<RunHolder, bool> isAlive, TimeProvider time)
    {
        if (RunHolder.Parse((string?)lease.At("spec", "holderIdentity")) is { } other && other.Host == holder.Host)
        {
            // Our own: we took it, and the answer was lost.
            return other == holder || !isAlive(other);
        }

        var renewed = DateTimeOffset.TryParse((string?)lease.At("spec", "renewTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : DateTimeOffset.MinValue;
        return time.GetUtcNow() - renewed > TimeSpan.FromSeconds(Seconds);
    }

    private static async Task<KubeObject?> TakeAsync(ICluster cluster, KubeObject? lease, RunHolder holder, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            if (lease is null)
            {
                var made = new JsonObject
                {
                    ["apiVersion"] = "coordination.k8s.io/v1",
                    ["kind"] = "Lease",
                    ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = Namespace },
                    ["spec"] = Spec(holder, time),
                };
                return await cluster.CreateAsync(ResourceTypes.Leases, new KubeObject(made), cancellation);
            }

            lease.Json["spec"] = Spec(holder, time);
            return await cluster.ReplaceAsync(ResourceTypes.Leases, lease, cancellation);
        }
        catch (ClusterException failure) when (failure.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            // Another run was quicker, or has just given it back.
            return null;
        }
    }

    private static JsonObject Spec(RunHolder holder, TimeProvider time)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        return new JsonObject { ["holderIdentity"] = holder.Identity, ["leaseDurationSeconds"] = Seconds, ["acquireTime"] = now, ["renewTime"] = now };
    }

    private static string Describe(KubeObject lease)
    {
        var identity = (string?)lease.At("spec", "holderIdentity");
        return RunHolder.Parse(identity) is { } holder
            ? $"{holder.Target} on {holder.Host}, process {holder.Process}, since {(string?)lease.At("spec", "acquireTime")}"
            : $"{identity}, since {(string?)lease.At("spec", "acquireTime")}";
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Renewal, _time, _end.Token);
                await RenewOnceAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over, or the Lease is lost.
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            var lease = await _cluster.FindAsync(ResourceTypes.Leases, Namespace, Name, _end.Token);
            if (lease is null || (string?)lease.At("spec", "holderIdentity") != _holder.Identity)
            {
                await _lost.CancelAsync();
                throw new OperationCanceledException();
            }

            lease.Json["spec"]!["renewTime"] = (string?)Spec(_holder, _time)["renewTime"];
            await _cluster.ReplaceAsync(ResourceTypes.Leases, lease, _end.Token);
        }
        catch (ClusterException)
        {
            // The server is busy or gone for a moment: the next round tries again, and the Lease lasts for three.
        }
    }
}
