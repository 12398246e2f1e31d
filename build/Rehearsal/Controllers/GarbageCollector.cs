using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>
/// Deletes what has lost all of its owners, first of all what must go before its owner does, and sets free what is to stay.
/// </summary>
internal sealed class GarbageCollector(ClusterServices services) : IController
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";
    private readonly ObjectStore _store = services.Store;
    private readonly ControllerWrites _writes = new(services, "generic-garbage-collector");

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var queue = new Workqueue<string>(services.Options.Time);
        using var watch = _store.WatchAll();
        await queue.RunAsync(2, CollectAsync, stopping => ObserveAsync(watch, queue, stopping), cancellation);
    }

    private async Task ObserveAsync(ObjectWatch watch, Workqueue<string> queue, CancellationToken cancellation)
    {
        await foreach (var change in watch.ReadAllAsync(cancellation))
        {
            var item = change.Object;
            if (change.Type == StoreEventType.Deleted)
            {
                foreach (var dependent in _store.OwnedBy(item.Uid))
                {
                    queue.Add(dependent.Uid);
                }

                // An owner that waits for its dependents may be able to go now.
                foreach (var owner in item.OwnerUids)
                {
                    queue.Add(owner);
                }
            }
            else if (item.OwnerUids.Count > 0 || item.IsDeleting)
            {
                queue.Add(item.Uid);
            }
        }
    }

    private async Task CollectAsync(string uid, CancellationToken cancellation)
    {
        if (_store.FindByUid(uid) is not { } item)
        {
            return;
        }

        if (item.IsDeleting)
        {
            await FinishAsync(item, cancellation);
            return;
        }

        var owners = OwnerReferences.Of(item).ToLookup(owner => State(item, owner));
        if (owners.Count == 0)
        {
            return;
        }

        if (owners[OwnerState.Solid].Any())
        {
            var gone = owners[OwnerState.Absent].Concat(owners[OwnerState.Waiting]).Select(owner => owner.Uid).ToHashSet();
            if (gone.Count > 0)
            {
                await _writes.ChangeAsync(item, "", value => OwnerReferences.Remove(value, gone.Contains) ? value : null, cancellation);
            }
        }
        else if (owners[OwnerState.Waiting].Any(owner => owner.BlocksDeletion) && _store.OwnedBy(uid).Count > 0)
        {
            await DeleteAsync(item, "Foreground", cancellation);
        }
        else
        {
            await DeleteAsync(item, Policy(item), cancellation);
        }
    }

    // Only as it was looked at: its owner may just have set it free. The change that says so brings it back here.
    private Task DeleteAsync(StoredObject item, string policy, CancellationToken cancellation) =>
        _writes.DeleteAsync(item, new DeleteOptions
        {
            PropagationPolicy = policy,
            ResourceVersion = item.ResourceVersion.ToString(CultureInfo.InvariantCulture),
        }, cancellation);

    // What an object on its way out does to its dependents.
    private async Task FinishAsync(StoredObject item, CancellationToken cancellation)
    {
        var finalizers = Finalizers(item);
        var dependents = _store.OwnedBy(item.Uid);
        if (finalizers.Contains(Orphan))
        {
            foreach (var dependent in dependents)
            {
                await _writes.ChangeAsync(dependent, "",
                    value => OwnerReferences.Remove(value, uid => uid == item.Uid) ? value : null, cancellation);
            }

            await RemoveFinalizerAsync(item, Orphan, cancellation);
        }
        else if (finalizers.Contains(Foreground))
        {
            var blocking = dependents.Where(dependent => OwnerReferences.Of(dependent)
                .Any(owner => owner.Uid == item.Uid && owner.BlocksDeletion)).ToList();
            if (blocking.Count == 0)
            {
                await RemoveFinalizerAsync(item, Foreground, cancellation);
            }

            foreach (var dependent in blocking.Where(dependent => !dependent.IsDeleting))
            {
                await CollectAsync(dependent.Uid, cancellation);
            }
        }
    }

    private OwnerState State(StoredObject item, OwnerReference reference) =>
        _store.FindByUid(reference.Uid) is not { } owner
            || (owner.Namespace.Length > 0 && owner.Namespace != item.Namespace) ? OwnerState.Absent
        : owner.IsDeleting && Finalizers(owner).Contains(Foreground) ? OwnerState.Waiting
        : OwnerState.Solid;

    private static string Policy(StoredObject item)
    {
        var finalizers = Finalizers(item);
        return finalizers.Contains(Orphan) ? "Orphan" : finalizers.Contains(Foreground) ? "Foreground" : "Background";
    }

    private Task RemoveFinalizerAsync(StoredObject item, string name, CancellationToken cancellation) =>
        _writes.ChangeAsync(item, "", value =>
        {
            var kept = value.Each("metadata", "finalizers").Where(finalizer => finalizer.Text() != name)
                .Select(finalizer => finalizer!.DeepClone()).ToArray();
            if (kept.Length == 0)
            {
                value["metadata"]!.AsObject().Remove("finalizers");
            }
            else
            {
                value["metadata"]!["finalizers"] = new JsonArray(kept);
            }

            return value;
        }, cancellation);

    private static HashSet<string> Finalizers(StoredObject item) =>
        [.. item.Json.Each("metadata", "finalizers").Select(finalizer => finalizer.Text() ?? "")];

    private enum OwnerState
    {
        Solid,
        Waiting,
        Absent,
    }
}
