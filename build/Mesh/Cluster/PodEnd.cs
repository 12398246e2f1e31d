using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Cluster;

/// <summary>Waits until pods that were told to end are gone.</summary>
public sealed class PodEnd(ICluster cluster, IReporter reporter)
{
    /// <summary>Waits for those of a namespace that are there now.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="which">Which pods.</param>
    /// <param name="what">What they do, for the waiting lines: <c>ends with its sidecar</c>.</param>
    /// <param name="deadline">Ends the wait.</param>
    /// <exception cref="MeshException">Some were there at the deadline: names them.</exception>
    public async Task GoneAsync(string @namespace, Predicate<KubeObject> which, string what, Deadline deadline)
    {
        var left = new Dictionary<string, string>();
        try
        {
            var present = await cluster.ListAsync(ResourceTypes.Pods, @namespace, null, deadline.Token);
            left = present.Items.Where(pod => which(pod)).ToDictionary(pod => pod.Uid, pod => pod.Name);
            if (left.Count == 0)
            {
                return;
            }

            Show();
            await foreach (var change in cluster.WatchAsync(ResourceTypes.Pods, @namespace, null, present, deadline.Token))
            {
                if (change.Deleted && left.Remove(change.Object.Uid))
                {
                    Show();
                    if (left.Count == 0)
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (deadline.Reached)
        {
            throw new MeshException($"not ended: {string.Join(", ", left.Values.Select(name => "pod/" + name))}",
                $"See `kubectl -n {@namespace} describe pod NAME` for what keeps them from ending.");
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
        }

        void Show() => reporter.Waiting(left.Values.ToDictionary(name => "pod/" + name, _ => what));
    }
}
