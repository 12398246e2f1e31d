using System.Threading.Channels;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Cluster;

/// <summary>Waits for rollouts: one watch per type, and one of the pods to say why something is not ready.</summary>
public sealed class RolloutWait(ICluster cluster, IReporter reporter)
{
    /// <summary>Waits until every workload's rollout is complete.</summary>
    /// <param name="namespace">Their namespace.</param>
    /// <param name="workloads">Deployments, StatefulSets and DaemonSets; others are passed over.</param>
    /// <param name="deadline">Ends the wait.</param>
    /// <exception cref="MeshException">The deadline was reached: which pods are not ready, why, and what to do.</exception>
    public async Task ReadyAsync(string @namespace, IReadOnlyCollection<ObjectIdentity> workloads, Deadline deadline)
    {
        var waited = workloads.Where(workload => workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet").Distinct().ToList();
        if (waited.Count == 0)
        {
            return;
        }

        try
        {
            await WatchAsync(@namespace, waited, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.Reached)
        {
            var explanation = await new Diagnosis(cluster).ExplainAsync(@namespace, waited);
            throw new MeshException(explanation.Cause, explanation.Remedy);
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
        }
    }

    private async Task WatchAsync(string @namespace, List<ObjectIdentity> workloads, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var changes = Channel.CreateUnbounded<ObjectEvent>();
        var watches = workloads.Select(workload => workload.Type with { Namespaced = true }).Distinct().Append(ResourceTypes.Pods)
            .Select(type => PumpAsync(type, @namespace, changes.Writer, end.Token)).ToList();
        try
        {
            var picture = new RolloutPicture(workloads);
            while (!picture.IsDone)
            {
                // A watch that failed ends the wait with its own failure.
                var next = changes.Reader.ReadAsync(cancellation).AsTask();
                if (await Task.WhenAny([next, .. watches]) is var first && first != next)
                {
                    await first;
                }

                picture.Take(await next);
                while (changes.Reader.TryRead(out var more))
                {
                    picture.Take(more);
                }

                reporter.Waiting(picture.Lines);
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(watches).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task PumpAsync(ResourceType type, string @namespace, ChannelWriter<ObjectEvent> changes, CancellationToken cancellation)
    {
        await foreach (var change in cluster.WatchAsync(type, @namespace, null, cancellation))
        {
            change.Object.Json["kind"] ??= type.Kind;
            await changes.WriteAsync(change, cancellation);
        }
    }
}
