using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Cluster;

/// <summary>What the watches have told of the workloads that are waited for.</summary>
internal sealed class RolloutPicture(IReadOnlyCollection<ObjectIdentity> workloads)
{
    private readonly Dictionary<(string Kind, string Name), KubeObject> _workloads = [];
    private readonly Dictionary<string, KubeObject> _pods = [];

    /// <summary>Whether every workload's rollout is complete.</summary>
    public bool IsDone => workloads.All(workload => _workloads.TryGetValue((workload.Kind, workload.Name), out var found) && RolloutState.Of(found).IsDone);

    /// <summary>How each one stands that is not done.</summary>
    public IReadOnlyDictionary<string, string> Lines => workloads
        .Select(workload => (workload, Text: Describe(workload)))
        .Where(pair => pair.Text is not null)
        .ToDictionary(pair => $"{pair.workload.Kind.ToLowerInvariant()}/{pair.workload.Name}", pair => pair.Text!);

    public void Take(ObjectEvent change)
    {
        var value = change.Object;
        if (value.Kind == "Pod")
        {
            _pods.Remove(value.Name);
            if (!change.Deleted)
            {
                _pods[value.Name] = value;
            }
        }
        else
        {
            _workloads.Remove((value.Kind, value.Name));
            if (!change.Deleted)
            {
                _workloads[(value.Kind, value.Name)] = value;
            }
        }
    }

    private string? Describe(ObjectIdentity workload)
    {
        // Not told of yet; if it is never there, the diagnosis says so.
        if (!_workloads.TryGetValue((workload.Kind, workload.Name), out var found))
        {
            return null;
        }

        var state = RolloutState.Of(found);
        if (state.IsDone)
        {
            return null;
        }

        var reasons = _pods.Values.Where(pod => Selects(found, pod)).Select(PodPicture.Of)
            .Where(pod => !pod.IsReady && pod.Status is not ("Running" or "Pending" or "Terminating" or "ContainerCreating" or "PodInitializing"))
            .Select(pod => $"{pod.Name} {pod.Status}").Order(StringComparer.Ordinal);
        var why = string.Join(", ", reasons);
        return why.Length > 0 ? $"{state.Text} ({why})" : state.Text;
    }

    internal static bool Selects(KubeObject workload, KubeObject pod) =>
        workload.At("spec", "selector", "matchLabels") is JsonObject { Count: > 0 } selector
        && selector.All(label => pod.Labels.TryGetValue(label.Key, out var value) && value == (string?)label.Value);
}
