using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Tests.Cluster;

/// <summary>
/// An API server in memory. It gives uids, resource versions and generations, refuses as a real one does (AlreadyExists, Conflict,
/// NotFound), tells its watches of every change and notes every call.
/// </summary>
public sealed class FakeCluster : ICluster
{
    private readonly Lock _gate = new();
    private readonly List<(ResourceType Type, KubeObject Object)> _objects = [];
    private readonly List<(FakeSelection Selection, ChannelWriter<ObjectEvent> Events)> _watches = [];
    private readonly List<string> _calls = [];
    private long _version;

    /// <inheritdoc />
    public ClusterTarget Target { get; init; } = new("/home/me/.kube/config", "kind-mesh", "https://127.0.0.1:6443");

    /// <summary>The server's version.</summary>
    public string Version { get; set; } = "1.20.2";

    /// <summary>What discovery finds; with every verb that lists and changes.</summary>
    public List<ResourceType> Types { get; } =
        [.. ResourceTypes.Known.Select(type => type with { Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"] })];

    /// <summary>The group versions whose discovery fails.</summary>
    public List<string> Unavailable { get; } = [];

    /// <summary>Logs by namespace/pod/container, with <c> (previous)</c> behind it for the container before.</summary>
    public Dictionary<string, string> Logs { get; } = [];

    /// <summary>What <see cref="ConnectAsync"/> connects to, by the pod's namespace/name:port.</summary>
    public Func<string, Task<Stream>> Connecting { get; set; } = _ => throw Refusal(HttpStatusCode.NotFound, "NotFound", "no such pod");

    /// <summary>Refuses the rights for which it answers false: the verb and the type's full name.</summary>
    public Func<string, string, bool> Allows { get; set; } = (_, _) => true;

    /// <summary>Fails the calls for which it gives an exception; it is asked with the line that <see cref="Calls"/> gets.</summary>
    public Func<string, Exception?> Failing { get; set; } = _ => null;

    /// <summary>Changes an object on its way in, as a webhook or a controller would.</summary>
    public Action<KubeObject> OnCreate { get; set; } = _ => { };

    /// <summary>Whether a deleted object goes at once; otherwise it stays, terminating, until <see cref="Remove"/>.</summary>
    public Predicate<KubeObject> GoesAtOnce { get; set; } = _ => true;

    /// <summary>Every call: <c>create deployments.apps default/car</c>, <c>list pods default</c>, <c>list nodes</c>, <c>watch pods default</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The calls that change something.</summary>
    public IReadOnlyList<string> Writes =>
        [.. Calls.Where(call => call.Split(' ')[0] is "create" or "replace" or "patch" or "apply" or "delete")];

    /// <summary>Every object that is there.</summary>
    public IReadOnlyList<KubeObject> Objects
    {
        get
        {
            lock (_gate)
            {
                return [.. _objects.Select(stored => Copy(stored.Object))];
            }
        }
    }

    /// <summary>A server's refusal.</summary>
    public static ClusterException Refusal(HttpStatusCode status, string reason, string message = "refused") =>
        new($"the server answers {(int)status} {reason}: {message}", status, reason);

    /// <summary>Puts an object there, or changes it, without a call; watches are told.</summary>
    public KubeObject Put(ResourceType type, string json) => Put(type, (JsonObject)JsonNode.Parse(json)!);

    /// <inheritdoc cref="Put(ResourceType, string)" />
    public KubeObject Put(ResourceType type, JsonObject json)
    {
        lock (_gate)
        {
            var value = new KubeObject((JsonObject)json.DeepClone());
            return Copy(Get(type, value.Namespace, value.Name) is { } old ? Change(type, old, value.Json) : Add(type, value));
        }
    }

    /// <summary>Takes an object away without a call; watches are told.</summary>
    public void Remove(ResourceType type, string? @namespace, string name)
    {
        lock (_gate)
        {
            Drop(type, Get(type, @namespace, name) ?? throw new InvalidOperationException($"no {type} {@namespace}/{name}"));
        }
    }

    /// <summary>The object, or null, without a call.</summary>
    public KubeObject? Peek(ResourceType type, string? @namespace, string name)
    {
        lock (_gate)
        {
            return Get(type, @namespace, name) is { } found ? Copy(found) : null;
        }
    }

    /// <inheritdoc />
    public Task<string> VersionAsync(CancellationToken cancellation) => Answer("version", cancellation, () => Version);

    /// <inheritdoc />
    public Task<(IReadOnlyList<ResourceType> Types, IReadOnlyList<string> Unavailable)> DiscoverAsync(CancellationToken cancellation) =>
        Answer("discover", cancellation, () => ((IReadOnlyList<ResourceType>)[.. Types], (IReadOnlyList<string>)[.. Unavailable]));

    /// <inheritdoc />
    public Task<KubeObject?> FindAsync(ResourceType type, string? @namespace, string name, CancellationToken cancellation) =>
        Answer(Line("get", type, @namespace, name), cancellation, () => Get(type, @namespace, name) is { } found ? Copy(found) : null);

    /// <inheritdoc />
    public Task<ObjectList> ListAsync(ResourceType type, string? @namespace, ObjectQuery? query, CancellationToken cancellation) =>
        Answer(Line("list", type, @namespace, null), cancellation, () => new ObjectList(Select(new(type, @namespace, query)), $"{_version}"));

    /// <inheritdoc />
    public Task<KubeObject> CreateAsync(ResourceType type, KubeObject value, CancellationToken cancellation) =>
        Answer(Line("create", type, value.Namespace, value.Name), cancellation, () =>
        {
            Expect(type, value);
            if (Get(type, value.Namespace, value.Name) is not null)
            {
                throw Refusal(HttpStatusCode.Conflict, "AlreadyExists", $"{type} \"{value.Name}\" already exists");
            }

            return Copy(Add(type, Copy(value)));
        });

    /// <inheritdoc />
    public Task<KubeObject> ReplaceAsync(ResourceType type, KubeObject value, CancellationToken cancellation) =>
        Answer(Line("replace", type, value.Namespace, value.Name), cancellation, () =>
        {
            Expect(type, value);
            var old = Existing(type, value.Namespace, value.Name);
            return value.ResourceVersion.Length == 0 || value.ResourceVersion == old.ResourceVersion
                ? Copy(Change(type, old, (JsonObject)value.Json.DeepClone()))
                : throw Refusal(HttpStatusCode.Conflict, "Conflict", "the object has been modified");
        });

    /// <inheritdoc />
    public Task<KubeObject> PatchAsync(ResourceType type, string? @namespace, string name, JsonObject mergePatch, CancellationToken cancellation) =>
        Answer(Line("patch", type, @namespace, name), cancellation, () =>
        {
            var old = Existing(type, @namespace, name);
            return Copy(Change(type, old, Merge((JsonObject)old.Json.DeepClone(), mergePatch)));
        });

    /// <inheritdoc />
    public Task<KubeObject> ApplyAsync(ResourceType type, KubeObject value, CancellationToken cancellation) =>
        Answer(Line("apply", type, value.Namespace, value.Name), cancellation, () =>
        {
            Expect(type, value);
            return Copy(Get(type, value.Namespace, value.Name) is { } old
                ? Change(type, old, Merge((JsonObject)old.Json.DeepClone(), value.Json))
                : Add(type, Copy(value)));
        });

    /// <inheritdoc />
    public Task<bool> DeleteAsync(ResourceType type, string? @namespace, string name, string? uid, CancellationToken cancellation) =>
        Answer(Line("delete", type, @namespace, name), cancellation, () =>
        {
            if (Get(type, @namespace, name) is not { } found || (uid is not null && uid != found.Uid))
            {
                return false;
            }

            if (GoesAtOnce(found))
            {
                Drop(type, found);
            }
            else if (!found.IsTerminating)
            {
                var json = (JsonObject)found.Json.DeepClone();
                json["metadata"]!["deletionTimestamp"] = "2021-06-01T12:00:00Z";
                Change(type, found, json);
            }

            return true;
        });

    /// <inheritdoc />
    public IAsyncEnumerable<ObjectEvent> WatchAsync(ResourceType type, string? @namespace, ObjectQuery? query, CancellationToken cancellation) =>
        WatchAsync(type, @namespace, query, new ObjectList([], ""), cancellation);

    /// <inheritdoc />
    public async IAsyncEnumerable<ObjectEvent> WatchAsync(
        ResourceType type, string? @namespace, ObjectQuery? query, ObjectList since, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var selection = new FakeSelection(type, @namespace, query);
        var events = Channel.CreateUnbounded<ObjectEvent>();
        await Answer(Line("watch", type, @namespace, null), cancellation, () =>
        {
            var present = Select(selection);
            foreach (var gone in since.Items.ExceptBy(present.Select(item => item.Uid), item => item.Uid))
            {
                events.Writer.TryWrite(new ObjectEvent(true, gone));
            }

            foreach (var changed in present.ExceptBy(since.Items.Select(item => item.ResourceVersion), item => item.ResourceVersion))
            {
                events.Writer.TryWrite(new ObjectEvent(false, changed));
            }

            _watches.Add((selection, events.Writer));
            return true;
        });
        try
        {
            await foreach (var change in events.Reader.ReadAllAsync(cancellation))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watches.Remove((selection, events.Writer));
            }
        }
    }

    /// <inheritdoc />
    public Task<string> LogAsync(string @namespace, string pod, string container, int lines, bool previous, CancellationToken cancellation) =>
        Answer($"log {@namespace}/{pod}/{container}", cancellation, () => string.Join('\n',
            Logs.GetValueOrDefault($"{@namespace}/{pod}/{container}{(previous ? " (previous)" : "")}", "").Split('\n').TakeLast(lines)));

    /// <inheritdoc />
    public Task<Stream> LogStreamAsync(string @namespace, string pod, string container, TimeSpan since, CancellationToken cancellation) =>
        Answer($"logstream {@namespace}/{pod}/{container} {since.TotalSeconds}s", cancellation, () => Logs.TryGetValue($"{@namespace}/{pod}/{container}", out var log)
            ? (Stream)new MemoryStream(Encoding.UTF8.GetBytes(log))
            : throw Refusal(HttpStatusCode.BadRequest, "BadRequest", "the container is waiting to start"));

    /// <inheritdoc />
    public async Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation) =>
        await await Answer($"connect {@namespace}/{pod}:{port}", cancellation, () => Connecting($"{@namespace}/{pod}:{port}"));

    /// <inheritdoc />
    public Task<bool> MayAsync(string verb, ResourceType type, string? @namespace, CancellationToken cancellation) =>
        Answer($"may {verb} {type.FullName}", cancellation, () => Allows(verb, type.FullName));

    private static string Line(string verb, ResourceType type, string? @namespace, string? name)
    {
        var where = string.Join('/', new[] { type.Namespaced ? @namespace : null, name }.Where(part => !string.IsNullOrEmpty(part)));
        return $"{verb} {type.FullName} {where}".TrimEnd();
    }

    private static KubeObject Copy(KubeObject value) => new((JsonObject)JsonNode.Parse(value.Json.ToJsonString())!);

    private static void Expect(ResourceType type, KubeObject value)
    {
        if (type.Namespaced != value.Namespace.Length > 0 || value.Name.Length == 0)
        {
            throw Refusal(HttpStatusCode.BadRequest, "BadRequest", $"no path for {type} with the namespace '{value.Namespace}' and the name '{value.Name}'");
        }
    }

    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject part:
                    target[name] = Merge(target[name] is JsonObject old ? (JsonObject)old.DeepClone() : [], part);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }

        return target;
    }

    private Task<T> Answer<T>(string call, CancellationToken cancellation, Func<T> answer)
    {
        if (cancellation.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellation);
        }

        lock (_gate)
        {
            _calls.Add(call);
        }

        // Outside of the lock: a hook may look at the cluster or change it.
        if (Failing(call) is { } failure)
        {
            return Task.FromException<T>(failure);
        }

        try
        {
            lock (_gate)
            {
                return Task.FromResult(answer());
            }
        }
        catch (ClusterException refusal)
        {
            return Task.FromException<T>(refusal);
        }
    }

    private List<KubeObject> Select(FakeSelection selection) =>
        [.. _objects.Where(stored => selection.Includes(stored.Type, stored.Object)).Select(stored => Copy(stored.Object))];

    private KubeObject? Get(ResourceType type, string? @namespace, string name)
    {
        var place = type.Namespaced ? @namespace ?? "" : "";
        return _objects.Where(stored => stored.Type.FullName == type.FullName && stored.Object.Namespace == place && stored.Object.Name == name)
            .Select(stored => stored.Object).FirstOrDefault();
    }

    private KubeObject Existing(ResourceType type, string? @namespace, string name) =>
        Get(type, @namespace, name) ?? throw Refusal(HttpStatusCode.NotFound, "NotFound", $"{type} \"{name}\" not found");

    private KubeObject Add(ResourceType type, KubeObject value)
    {
        value.Json["apiVersion"] ??= type.ApiVersion;
        value.Json["kind"] ??= type.Kind;
        OnCreate(value);
        var metadata = value.Json["metadata"]!;
        metadata["uid"] ??= $"uid-{++_version}";
        metadata["resourceVersion"] = $"{++_version}";
        metadata["generation"] ??= 1;
        metadata["creationTimestamp"] ??= "2021-06-01T12:00:00Z";
        // Numbers as they come out of a parser, whatever type they had when they were put in.
        var added = Copy(value);
        _objects.Add((type, added));
        Tell(type, null, added);
        return added;
    }

    private KubeObject Change(ResourceType type, KubeObject old, JsonObject json)
    {
        var metadata = json["metadata"]!;
        json["apiVersion"] ??= type.ApiVersion;
        json["kind"] ??= type.Kind;
        metadata["uid"] = old.Uid;
        metadata["resourceVersion"] = old.ResourceVersion;
        metadata["creationTimestamp"] = old.At("metadata", "creationTimestamp")?.DeepClone();
        var changed = Copy(new KubeObject(json));
        var step = JsonNode.DeepEquals(changed.Json["spec"], old.Json["spec"]) ? 0 : 1;
        changed.Json["metadata"]!["generation"] = JsonNode.Parse($"{Math.Max(changed.Generation, old.Generation + step)}");
        if (JsonNode.DeepEquals(changed.Json, old.Json))
        {
            return old;
        }

        changed.Json["metadata"]!["resourceVersion"] = $"{++_version}";
        _objects[_objects.FindIndex(stored => ReferenceEquals(stored.Object, old))] = (type, changed);
        Tell(type, old, changed);
        return changed;
    }

    private void Drop(ResourceType type, KubeObject value)
    {
        _objects.RemoveAll(stored => ReferenceEquals(stored.Object, value));
        Tell(type, value, null);
        foreach (var (itsType, dependent) in _objects.Where(stored => DependsOn(stored.Object, type, value)).ToList())
        {
            Drop(itsType, dependent);
        }
    }

    private static bool DependsOn(KubeObject dependent, ResourceType type, KubeObject owner) =>
        (type.Kind == "Namespace" && dependent.Namespace == owner.Name)
        || (dependent.At("metadata", "ownerReferences") as JsonArray ?? []).Any(reference => (string?)reference?["uid"] == owner.Uid);

    private void Tell(ResourceType type, KubeObject? before, KubeObject? after)
    {
        foreach (var (selection, events) in _watches)
        {
            if (after is not null && selection.Includes(type, after))
            {
                events.TryWrite(new ObjectEvent(false, Copy(after)));
            }
            else if (before is not null && selection.Includes(type, before))
            {
                events.TryWrite(new ObjectEvent(true, Copy(before)));
            }
        }
    }
}
