using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>
/// All objects, in memory. One counter numbers every change; a write names the revision that it replaces, and is refused when
/// there is a newer one. Safe for concurrent use. Objects handed in belong to the store from then on.
/// </summary>
public sealed class ObjectStore(int historyLength = 4096)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ResourceKey, ResourceBucket> _buckets = [];
    private readonly List<ObjectWatch> _watchesOfAll = [];
    private readonly ObjectIndex _index = new();
    private long _version;

    /// <summary>The version of the last change.</summary>
    public long ResourceVersion => Interlocked.Read(ref _version);

    public StoredObject? Find(ResourceKey resource, string @namespace, string name)
    {
        lock (_lock)
        {
            return Bucket(resource).Objects.GetValueOrDefault(new ObjectKey(@namespace, name));
        }
    }

    /// <summary>The object of whatever type that has this uid.</summary>
    public StoredObject? FindByUid(string uid)
    {
        lock (_lock)
        {
            return _index.Find(uid);
        }
    }

    /// <summary>The objects of all types that name this uid in their ownerReferences.</summary>
    public IReadOnlyList<StoredObject> OwnedBy(string uid)
    {
        lock (_lock)
        {
            return _index.OwnedBy(uid);
        }
    }

    /// <summary>The pods of a namespace with all of the labels, of which there is at least one.</summary>
    public IReadOnlyList<StoredObject> PodsWith(string @namespace, IReadOnlyDictionary<string, string> labels)
    {
        lock (_lock)
        {
            return _index.PodsWith(@namespace, labels);
        }
    }

    /// <summary>The objects of a type, of one namespace or (null) of all. Taken at once; reading them holds nothing up.</summary>
    public ObjectList List(ResourceKey resource, string? @namespace = null)
    {
        lock (_lock)
        {
            return new ObjectList(Range(Bucket(resource).Objects, @namespace, null), _version);
        }
    }

    /// <summary>As <see cref="List"/>, and keeps the state so that <see cref="ListNext"/> can go on.</summary>
    public ObjectList ListFirst(ResourceKey resource, string? @namespace)
    {
        lock (_lock)
        {
            var bucket = Bucket(resource);
            bucket.Keep(_version);
            return new ObjectList(Range(bucket.Objects, @namespace, null), _version);
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
    public IReadOnlyList<ResourceKey> Resources()
    {
        lock (_lock)
        {
            return [.. _buckets.Where(bucket => !bucket.Value.Objects.IsEmpty).Select(bucket => bucket.Key)];
        }
    }

    /// <summary>Stores a new object; its metadata must have name, namespace and uid. Null when the name is taken.</summary>
    public StoredObject? TryCreate(ResourceKey resource, JsonObject json)
    {
        lock (_lock)
        {
            var key = new ObjectKey(json.Text("metadata", "namespace") ?? "", json.Text("metadata", "name") ?? "");
            return Bucket(resource).Objects.ContainsKey(key) ? null : Commit(StoreEventType.Added, resource, json, null);
        }
    }

    /// <summary>Replaces a revision; null when it is no longer the current one. Content that is the same changes nothing, not even the version.</summary>
    public StoredObject? TryReplace(StoredObject current, JsonObject json)
    {
        lock (_lock)
        {
            if (!IsCurrent(current))
            {
                return null;
            }

            json["metadata"]!["resourceVersion"] = current.ResourceVersion.ToString();
            return JsonText.Utf8(json).AsSpan().SequenceEqual(current.Utf8.Span) || JsonNode.DeepEquals(json, current.Json)
                ? current
                : Commit(StoreEventType.Modified, current.Resource, json, current);
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

    /// <summary>Every event after a version. Ends when it is disposed.</summary>
    /// <exception cref="ExpiredException">Events after that version are forgotten.</exception>
    public ObjectWatch Watch(ResourceKey resource, string? @namespace, long since)
    {
        lock (_lock)
        {
            var bucket = Bucket(resource);
            var watch = new ObjectWatch(@namespace, gone => Locked(() => bucket.Unsubscribe(gone)));
            bucket.Subscribe(watch, since);
            return watch;
        }
    }

    /// <summary>The objects of a type now as additions, then every event: what a controller reads.</summary>
    public ObjectWatch ListAndWatch(ResourceKey resource, string? @namespace = null)
    {
        lock (_lock)
        {
            var bucket = Bucket(resource);
            var watch = new ObjectWatch(@namespace, gone => Locked(() => bucket.Unsubscribe(gone)));
            foreach (var item in bucket.Objects.Values)
            {
                watch.Offer(new StoreEvent(StoreEventType.Added, item, null));
            }

            bucket.Subscribe(watch, _version);
            return watch;
        }
    }

    /// <summary>The objects of all types now as additions, then every event of every type, in one order.</summary>
    public ObjectWatch WatchAll()
    {
        lock (_lock)
        {
            var watch = new ObjectWatch(null, gone => Locked(() => _watchesOfAll.Remove(gone)));
            foreach (var item in _buckets.Values.SelectMany(bucket => bucket.Objects.Values))
            {
                watch.Offer(new StoreEvent(StoreEventType.Added, item, null));
            }

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
        json["metadata"]!["resourceVersion"] = version.ToString();
        var stored = new StoredObject(resource, json, version);
        Interlocked.Exchange(ref _version, version);
        var change = new StoreEvent(type, stored, previous);
        _index.Apply(change);
        Bucket(resource).Apply(change);
        foreach (var watch in _watchesOfAll)
        {
            watch.Offer(change);
        }

        return stored;
    }

    private bool IsCurrent(StoredObject revision) => ReferenceEquals(Bucket(revision.Resource).Objects.GetValueOrDefault(revision.Key), revision);

    private ResourceBucket Bucket(ResourceKey resource)
    {
        if (!_buckets.TryGetValue(resource, out var bucket))
        {
            _buckets[resource] = bucket = new ResourceBucket(historyLength);
        }

        return bucket;
    }

    private void Locked(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }
}
