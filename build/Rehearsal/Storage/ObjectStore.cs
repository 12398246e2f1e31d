using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>
/// All objects, in memory. One counter numbers every change; a write names the revision that it replaces, and is refused when
/// there is a newer one. Safe for concurrent use. Objects handed in belong to the store from then on.
/// </summary>
/// <param name="historyLength">How many events of each type a watch can go back, and how many a client's watch can be behind.</param>
public sealed class ObjectStore(int historyLength = 4096)
{
    // Held by writers and while watches begin and end. Reading takes none: it is by far the most that is done here.
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<ResourceKey, ResourceBucket> _buckets = new();
    private readonly List<ObjectWatch> _watchesOfAll = [];
    private readonly ObjectIndex _index = new();
    private long _version;

    /// <summary>The version of the last change. Whoever watches has been handed all changes until then.</summary>
    public long ResourceVersion => Interlocked.Read(ref _version);

    public StoredObject? Find(ResourceKey resource, string @namespace, string name) =>
        Bucket(resource).State.Objects.GetValueOrDefault(new ObjectKey(@namespace, name));

    /// <summary>The object of whatever type that has this uid.</summary>
    public StoredObject? FindByUid(string uid) => _index.Find(uid);

    /// <summary>The objects of all types that name this uid in their ownerReferences.</summary>
    public IReadOnlyList<StoredObject> OwnedBy(string uid) => _index.OwnedBy(uid);

    /// <summary>The pods of a namespace with all of the labels, of which there is at least one.</summary>
    public IReadOnlyList<StoredObject> PodsWith(string @namespace, IReadOnlyDictionary<string, string> labels) =>
        _index.PodsWith(@namespace, labels);

    /// <summary>The objects of a type, of one namespace or (null) of all. Taken at once; reading them holds nothing up.</summary>
    public ObjectList List(ResourceKey resource, string? @namespace = null)
    {
        // A type's state is there before the store's version is, so it has all until that version, and perhaps more.
        var version = ResourceVersion;
        var state = Bucket(resource).State;
        return new ObjectList(Range(state.Objects, @namespace, null), Math.Max(version, state.ResourceVersion));
    }

    /// <summary>As <see cref="List"/>, and keeps the state so that <see cref="ListNext"/> can go on.</summary>
    public ObjectList ListFirst(ResourceKey resource, string? @namespace)
    {
        lock (_lock)
        {
            var bucket = Bucket(resource);
            bucket.Keep(_version);
            return new ObjectList(Range(bucket.State.Objects, @namespace, null), _version);
        }
    }

    /// <summary>The objects after a key, as they were at a version that <see cref="ListFirst"/> kept.</summary>
    /// <exception cref="ExpiredException">The version is forgotten.</exception>
    public ObjectList ListNext(ResourceKey resource, string? @namespace, long version, ObjectKey after)
    {
        lock (_lock)
        {
            return new ObjectList(Range(Bucket(resource).Kept(version) ?? throw new ExpiredException(version, _version), @namespace, after), version);
        }
    }

    /// <summary>The types that have objects.</summary>
    public IReadOnlyList<ResourceKey> Resources() =>
        [.. _buckets.Where(bucket => !bucket.Value.State.Objects.IsEmpty).Select(bucket => bucket.Key)];

    /// <summary>Stores a new object; its metadata must have name, namespace and uid. Null when the name is taken.</summary>
    public StoredObject? TryCreate(ResourceKey resource, JsonObject json)
    {
        lock (_lock)
        {
            var key = new ObjectKey(json.Text("metadata", "namespace") ?? "", json.Text("metadata", "name") ?? "");
            return Bucket(resource).State.Objects.ContainsKey(key) ? null : Commit(StoreEventType.Added, resource, json, null);
        }
    }

    /// <summary>Replaces a revision; null when it is no longer the current one. Content that is the same changes nothing, not even the version.</summary>
    public StoredObject? TryReplace(StoredObject current, JsonObject json)
    {
        json["metadata"]!["resourceVersion"] = current.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        var isSame = JsonNode.DeepEquals(json, current.Json);
        lock (_lock)
        {
            return !IsCurrent(current) ? null : isSame ? current : Commit(StoreEventType.Modified, current.Resource, json, current);
        }
    }

    /// <summary>Removes a revision; null when it is no longer the current one, else the last state with the version of its deletion.</summary>
    public StoredObject? TryDelete(StoredObject current)
    {
        lock (_lock)
        {
            return IsCurrent(current) ? Commit(StoreEventType.Deleted, current.Resource, current.Copy(), current) : null;
        }
    }

    /// <summary>
    /// Every event after a version, for a client. Ends when it is disposed, or when more events wait to be read than there is history.
    /// </summary>
    /// <exception cref="ExpiredException">Events after that version are forgotten.</exception>
    public ObjectWatch Watch(ResourceKey resource, string? @namespace, long since) =>
        Subscribe(resource, @namespace, historyLength, bucket => bucket.Since(since));

    /// <summary>The objects of a type now as additions, then as <see cref="Watch"/>.</summary>
    public ObjectWatch WatchFromState(ResourceKey resource, string? @namespace) => Subscribe(resource, @namespace, historyLength, Additions);

    /// <summary>The objects of a type now as additions, then every event: what a controller reads. It is never too far behind.</summary>
    public ObjectWatch ListAndWatch(ResourceKey resource, string? @namespace = null) => Subscribe(resource, @namespace, null, Additions);

    /// <summary>The objects of all types now as additions, then every event of every type, in one order.</summary>
    public ObjectWatch WatchAll()
    {
        lock (_lock)
        {
            var watch = new ObjectWatch(null, [.. _buckets.Values.SelectMany(Additions)], null, gone => Locked(() => _watchesOfAll.Remove(gone)));
            _watchesOfAll.Add(watch);
            return watch;
        }
    }

    /// <summary>Ends the watches of one type, as when its definition goes or a scenario breaks connections.</summary>
    public void CloseWatches(ResourceKey resource) => Locked(() => Bucket(resource).CloseWatches());

    /// <summary>Forgets what was before: watches from an older version and further pages answer that they expired.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            foreach (var bucket in _buckets.Values)
            {
                bucket.Compact(_version);
            }
        }
    }

    private static IEnumerable<StoredObject> Range(ImmutableSortedDictionary<ObjectKey, StoredObject> objects, string? @namespace, ObjectKey? after) =>
        objects.Where(entry => (@namespace is null || entry.Key.Namespace == @namespace) && (after is null || entry.Key.CompareTo(after.Value) > 0))
            .Select(entry => entry.Value);

    private StoredObject Commit(StoreEventType type, ResourceKey resource, JsonObject json, StoredObject? previous)
    {
        var version = _version + 1;
        json["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        var stored = new StoredObject(resource, json, version);
        var change = new StoreEvent(type, stored, previous);
        _index.Apply(change);
        Bucket(resource).Apply(change);
        foreach (var watch in _watchesOfAll)
        {
            watch.TryOffer(change);
        }

        Interlocked.Exchange(ref _version, version);
        return stored;
    }

    private ObjectWatch Subscribe(ResourceKey resource, string? @namespace, int? room, Func<ResourceBucket, IReadOnlyCollection<StoreEvent>> backlog)
    {
        lock (_lock)
        {
            var bucket = Bucket(resource);
            var watch = new ObjectWatch(@namespace, backlog(bucket), room, gone => Locked(() => bucket.Unsubscribe(gone)));
            bucket.Subscribe(watch);
            return watch;
        }
    }

    private static IReadOnlyCollection<StoreEvent> Additions(ResourceBucket bucket) =>
        [.. bucket.State.Objects.Values.Select(item => new StoreEvent(StoreEventType.Added, item, null))];

    private bool IsCurrent(StoredObject revision) =>
        ReferenceEquals(Bucket(revision.Resource).State.Objects.GetValueOrDefault(revision.Key), revision);

    private ResourceBucket Bucket(ResourceKey resource) => _buckets.GetOrAdd(resource, static (_, length) => new ResourceBucket(length), historyLength);

    private void Locked(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }
}
