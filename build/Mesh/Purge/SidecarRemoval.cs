using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Purge;

/// <summary>Takes the sidecars out of workloads that stay, and waits until no pod has one any more.</summary>
public sealed class SidecarRemoval(ICluster cluster, IReporter reporter, TimeProvider time)
{
    private const string Restarted = "kubectl.kubernetes.io/restartedAt";
    private static readonly ResourceType[] Types = [ResourceTypes.Deployments, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets];

    /// <summary>
    /// Restarts what runs with a sidecar; a sidecar that was written into the template is taken out of it. The namespace
    /// must no longer be labelled for injection.
    /// </summary>
    /// <param name="workloads">The workloads that stay.</param>
    /// <param name="deadline">Ends the wait.</param>
    /// <exception cref="MeshException">A workload is not ready without its sidecar until the deadline, or a pod with one does not end.</exception>
    public async Task RemoveAsync(IReadOnlyCollection<ObjectIdentity> workloads, Deadline deadline)
    {
        foreach (var group in workloads.GroupBy(workload => workload.Namespace))
        {
            var pods = (await cluster.ListAsync(ResourceTypes.Pods, group.Key, null, deadline.Token)).Items
                .Where(pod => PodTemplate.HasSidecar(pod.Json)).ToList();
            var restarted = new List<ObjectIdentity>();
            foreach (var identity in group)
            {
                if (Types.FirstOrDefault(type => type.Kind == identity.Kind) is { } type
                    && await cluster.FindAsync(type, identity.Namespace, identity.Name, deadline.Token) is { } workload
                    && (PodTemplate.HasSidecar(PodTemplate.Of(workload)) || pods.Any(pod => RolloutPicture.Selects(workload, pod))))
                {
                    await cluster.PatchAsync(type, identity.Namespace, identity.Name, Patch(workload), deadline.Token);
                    reporter.Say($"{identity.Kind.ToLowerInvariant()}/{identity.Name}: restarted without a sidecar");
                    restarted.Add(identity);
                }
            }

            await new RolloutWait(cluster, reporter).ReadyAsync(group.Key, restarted, deadline);
            await GoneAsync(group.Key, pods, deadline);
        }
    }

    private async Task GoneAsync(string @namespace, IReadOnlyList<KubeObject> pods, Deadline deadline)
    {
        var left = pods.ToDictionary(pod => pod.Uid, pod => pod.Name);
        try
        {
            var present = await cluster.ListAsync(ResourceTypes.Pods, @namespace, null, deadline.Token);
            var uids = present.Items.Select(pod => pod.Uid).ToHashSet();
            foreach (var gone in left.Keys.Where(uid => !uids.Contains(uid)).ToList())
            {
                left.Remove(gone);
            }

            if (left.Count == 0)
            {
                return;
            }

            reporter.Waiting(Ending(left));
            await foreach (var change in cluster.WatchAsync(ResourceTypes.Pods, @namespace, null, present, deadline.Token))
            {
                if (change.Deleted && left.Remove(change.Object.Uid))
                {
                    reporter.Waiting(Ending(left));
                    if (left.Count == 0)
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (deadline.Reached)
        {
            throw new MeshException($"with a sidecar and not ended: {string.Join(", ", left.Values.Select(name => "pod/" + name))}",
                $"See `kubectl -n {@namespace} describe pod NAME` for what keeps them from ending.");
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
        }
    }

    private static Dictionary<string, string> Ending(Dictionary<string, string> pods) => pods.Values.ToDictionary(name => "pod/" + name, _ => "ends with its sidecar");

    private JsonObject Patch(KubeObject workload)
    {
        var template = InjectedTemplate.Removal(PodTemplate.Of(workload));
        var metadata = template["metadata"] ??= new JsonObject();
        var annotations = metadata["annotations"] ??= new JsonObject();
        annotations[Restarted] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
    }
}
