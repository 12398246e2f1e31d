using System.Collections.Immutable;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>The objects of one type, the events of its recent past, and who watches. Guarded by the store's lock, the state apart.</summary>
internal sealed class ResourceBucket(int historyLength)
{
    private const int SnapshotsKept = 32;
    private readonly Queue<StoreEvent> _history = new();
    private readonly Queue<(long Version, ImmutableSortedDictionary<ObjectKey, StoredObject> Objects)> _snapshots = new();
    private readonly List<ObjectWatch> _watches = [];
    private volatile ResourceState _state = ResourceState.Empty;
    private long _forgotten;

    /// <summary>To be read without a lock.</summary>
    public ResourceState State => _state;

    public void Apply(StoreEvent change)
    {
        var objects = _state.Objects;
        _state = new ResourceState(
            change.Type == StoreEventType.Deleted ? objects.Remove(change.Object.Key) : objects.SetItem(change.Object.Key, change.Object),
            change.ResourceVersion);
        _history.Enqueue(change);
        if (_history.Count > historyLength)
        {
            _forgotten = _history.Dequeue().ResourceVersion;
        }

        _watches.RemoveAll(watch => !watch.TryOffer(change));
    }

    /// <summary>The events after a version.</summary>
    /// <exception cref="ExpiredException">Some of them are forgotten.</exception>
    public IReadOnlyCollection<StoreEvent> Since(long version) =>
        version < _forgotten ? throw new ExpiredException(version, _forgotten + 1) : [.. _history.Where(change => change.ResourceVersion > version)];

    public void Subscribe(ObjectWatch watch) => _watches.Add(watch);

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

        _snapshots.Enqueue((version, _state.Objects));
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
