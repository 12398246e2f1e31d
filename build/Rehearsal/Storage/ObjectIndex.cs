using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>Finds objects by uid and by owner, and pods by label, without going through all of them. Safe for concurrent use.</summary>
internal sealed class ObjectIndex
{
    private static readonly ResourceKey Pods = new("", "pods");
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredObject> _byUid = [];
    private readonly Dictionary<string, Dictionary<string, StoredObject>> _byOwner = [];
    private readonly Dictionary<(string Namespace, string Label, string Value), Dictionary<string, StoredObject>> _podsByLabel = [];

    public StoredObject? Find(string uid)
    {
        lock (_lock)
        {
            return _byUid.GetValueOrDefault(uid);
        }
    }

    public IReadOnlyList<StoredObject> OwnedBy(string uid)
    {
        lock (_lock)
        {
            return _byOwner.TryGetValue(uid, out var found) ? [.. found.Values] : [];
        }
    }

    /// <summary>The pods of a namespace with all of the labels, of which there is at least one.</summary>
    public IReadOnlyList<StoredObject> PodsWith(string @namespace, IReadOnlyDictionary<string, string> labels)
    {
        lock (_lock)
        {
            var candidates = labels.Select(label => _podsByLabel.GetValueOrDefault((@namespace, label.Key, label.Value))).MinBy(found => found?.Count ?? 0);
            return [.. (candidates?.Values ?? Enumerable.Empty<StoredObject>())
                .Where(pod => labels.All(label => pod.Labels.TryGetValue(label.Key, out var value) && value == label.Value))];
        }
    }

    public void Apply(StoreEvent change)
    {
        lock (_lock)
        {
            if (change.Previous is { } previous)
            {
                Remove(previous);
            }

            if (change.Type != StoreEventType.Deleted)
            {
                Add(change.Object);
            }
        }
    }

    private void Remove(StoredObject previous)
    {
        _byUid.Remove(previous.Uid);
        foreach (var owner in previous.OwnerUids)
        {
            Remove(_byOwner, owner, previous);
        }

        foreach (var label in LabelsOf(previous))
        {
            Remove(_podsByLabel, label, previous);
        }
    }

    private void Add(StoredObject current)
    {
        _byUid[current.Uid] = current;
        foreach (var owner in current.OwnerUids)
        {
            Add(_byOwner, owner, current);
        }

        foreach (var label in LabelsOf(current))
        {
            Add(_podsByLabel, label, current);
        }
    }

    private static IEnumerable<(string, string, string)> LabelsOf(StoredObject value) =>
        value.Resource == Pods ? value.Labels.Select(label => (value.Namespace, label.Key, label.Value)) : [];

    private static void Add<TKey>(Dictionary<TKey, Dictionary<string, StoredObject>> index, TKey key, StoredObject value) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var found))
        {
            index[key] = found = [];
        }

        found[value.Uid] = value;
    }

    private static void Remove<TKey>(Dictionary<TKey, Dictionary<string, StoredObject>> index, TKey key, StoredObject value) where TKey : notnull
    {
        if (index.TryGetValue(key, out var found) && found.Remove(value.Uid) && found.Count == 0)
        {
            index.Remove(key);
        }
    }
}
