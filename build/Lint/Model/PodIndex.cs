namespace MeshBuild.Lint.Model;

/// <summary>Finds workloads by their pods' labels, in a time that depends on how rare the rarest label is.</summary>
public sealed class PodIndex
{
    private readonly Dictionary<(string Namespace, string Key, string Value), List<Workload>> _byLabel = [];

    internal void Add(Workload workload)
    {
        foreach (var (key, value) in workload.Labels.Pairs)
        {
            Add((workload.Namespace, key, value), workload);
            Add(("*", key, value), workload);
        }
    }

    /// <summary>The workloads of a namespace whose pods have all labels of the selector; none for an empty one.</summary>
    public IReadOnlyList<Workload> Select(string @namespace, LabelSet selector)
    {
        List<Workload>? fewest = null;
        foreach (var (key, value) in selector.Pairs)
        {
            if (!_byLabel.TryGetValue((@namespace, key, value), out var workloads))
            {
                return [];
            }

            fewest = fewest is null || workloads.Count < fewest.Count ? workloads : fewest;
        }

        return fewest?.FindAll(workload => workload.Labels.Match(selector)) ?? [];
    }

    /// <summary>The same in every namespace, as a Gateway selects.</summary>
    public IReadOnlyList<Workload> SelectAnywhere(LabelSet selector) => Select("*", selector);

    private void Add((string Namespace, string Key, string Value) place, Workload workload)
    {
        if (!_byLabel.TryGetValue(place, out var workloads))
        {
            _byLabel.Add(place, workloads = []);
        }

        workloads.Add(workload);
    }
}
