using System.Collections.Immutable;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>The objects of one type, the events of its recent past, and who watches. Guarded by the store's lock, lists apart.</summary>
internal sealed class ResourceBucket(int historyLength)
{
    private const int SnapshotsKept = 32;
    private readonly Queue<StoreEvent> _history = new();
    private readonly Queue<(long Version, ImmutableSortedDictionary<ObjectKey, StoredObject> Objects)> _snapshots = new();
    private readonly List<ObjectWatch> _watches = [];
    private long _forgotten;

    public ImmutableSortedDictionary<ObjectKey, StoredObject> Objects { get; private set; } = ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty;

    public void Apply(StoreEvent change)
    {
        Objects = change.Type == StoreEventType.Deleted ? Objects.Remove(change.Object.Key) : Objects.SetItem(change.Object.Key, change.Object);
        _history.Enqueue(change);
        if (_history.Count > historyLength)
        {
            _forgotten = _history.Dequeue().ResourceVersion;
        }

        foreach (var watch in _watches)
        {
            watch.Offer(change);
        }
    }

    /// <exception cref="ExpiredException">Events after that version are forgotten.</exception>
    public void Subscribe(ObjectWatch watch, long since)
    {
        if (since < _forgotten)
        {
            throw new ExpiredException(since, _forgotten + 1);
        }

        foreach (var change in _history.Where(change => change.ResourceVersion > since))
        {
            watch.Offer(change);
        }

        _watches.Add(watch);
    }

    public void Unsubscribe(ObjectWatch watch) => _watches.Remove(watch);

    public void CloseWatches()
    {
        foreach (var watch in _watches)
        {
            watch.Complete();
        }

        _watches.Clear();
    }

    /// <summary>Keeps the objects as they are for the next pages of a list.</summary>
    public void Keep(long version)
    {
        if (_snapshots.Any(snapshot => snapshot.Version == version))
        {
            return;
        }

        _snapshots.Enqueue((version, Objects));
        if (_snapshots.Count > SnapshotsKept)
        {
            _snapshots.Dequeue();
        }
    }

    public ImmutableSortedDictionary<ObjectKey, StoredObject>? Kept(long version) =>
        _snapshots.FirstOrDefault(snapshot => snapshot.Version == version).Objects;

    /// <summary>Forgets the past, as the compaction of a real server does.</summary>
    public void Compact(long version)
    {
        _forgotten = version;
        _history.Clear();
        _snapshots.Clear();
    }
}
