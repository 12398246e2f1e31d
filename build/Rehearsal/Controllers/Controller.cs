using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>
/// Brings the state of objects of one type to what they say: events of the watched types name the objects to look at, and
/// each look reads the store as it is then.
/// </summary>
internal abstract class Controller : IController
{
    private readonly int _workers;

    protected Controller(ClusterServices services, string name, int workers = 2, string host = "")
    {
        Services = services;
        Writes = new ControllerWrites(services, name);
        Events = new EventRecorder(services, name, host);
        Queue = new Workqueue<ObjectKey>(services.Options.Time);
        _workers = workers;
    }

    protected ClusterServices Services { get; }
    protected ObjectStore Store => Services.Store;
    protected TimeProvider Time => Services.Options.Time;
    protected ControllerWrites Writes { get; }
    protected EventRecorder Events { get; }
    protected Workqueue<ObjectKey> Queue { get; }

    /// <summary>The types whose events matter; the controller's own is the first.</summary>
    protected abstract IReadOnlyList<ResourceKey> Watched { get; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using (Queue)
        {
            var tasks = Watched.Select(resource => ObserveAsync(resource, stopping.Token))
                .Append(Queue.RunAsync(_workers, ReconcileAsync, stopping.Token)).ToList();
            await Task.WhenAny(tasks);
            await stopping.CancelAsync();
            await Task.WhenAll(tasks);
        }
    }

    /// <summary>Queues the objects that an event concerns: the object itself, and the controller's object that owns it.</summary>
    protected virtual void Observe(StoreEvent change)
    {
        if (change.Object.Resource == Watched[0])
        {
            Queue.Add(change.Object.Key);
            return;
        }

        foreach (var revision in (StoredObject?[])[change.Object, change.Previous])
        {
            if (revision is { OwnerUids.Count: > 0 } && OwnerReferences.ControllerOf(revision) is { } owner
                && owner.Resource(Services.Types) == Watched[0])
            {
                Queue.Add(new ObjectKey(revision.Namespace, owner.Name));
            }
        }
    }

    /// <summary>Looks at one object, which may be gone.</summary>
    /// <exception cref="ApiException">Comes again later.</exception>
    protected abstract Task ReconcileAsync(ObjectKey key, CancellationToken cancellation);

    protected string Now() => JsonText.Timestamp(Time.GetUtcNow());

    /// <summary>
    /// The objects of a type that a controller's object owns, and those that match and nobody owns, which become its own.
    /// </summary>
    protected async Task<List<StoredObject>> ClaimAsync(StoredObject owner, ResourceKey resource, CancellationToken cancellation)
    {
        var claimed = Store.OwnedBy(owner.Uid)
            .Where(item => item.Resource == resource && OwnerReferences.ControllerOf(item)?.Uid == owner.Uid).ToList();
        if (owner.IsDeleting || Selectors.LabelSelector.From(owner.Json.At("spec", "selector")) is not { } selector)
        {
            return claimed;
        }

        foreach (var orphan in Candidates(owner, resource)
            .Where(item => !item.IsDeleting && selector.Matches(item.Labels) && OwnerReferences.ControllerOf(item) is null))
        {
            await Writes.ChangeAsync(orphan, "", value =>
            {
                OwnerReferences.Add(value, owner, Services.Types.Get(owner.Resource));
                return value;
            }, cancellation);
            if (Store.FindByUid(orphan.Uid) is { } adopted)
            {
                claimed.Add(adopted);
            }
        }

        return claimed;
    }

    private IEnumerable<StoredObject> Candidates(StoredObject owner, ResourceKey resource)
    {
        var labels = owner.Json.At("spec", "selector", "matchLabels") is JsonObject { Count: > 0 } required
            ? required.ToDictionary(label => label.Key, label => label.Value.Text() ?? "")
            : null;
        return resource == ResourceKeys.Pods && labels is not null
            ? Store.PodsWith(owner.Namespace, labels)
            : Store.List(resource, owner.Namespace).Items.Where(item => item.OwnerUids.Count == 0);
    }

    private async Task ObserveAsync(ResourceKey resource, CancellationToken cancellation)
    {
        // A watch may be closed; a new one begins with everything.
        while (!cancellation.IsCancellationRequested)
        {
            using var watch = Store.ListAndWatch(resource);
            await foreach (var change in watch.ReadAllAsync(cancellation))
            {
                Observe(change);
            }
        }
    }
}
