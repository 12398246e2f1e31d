using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Empties namespaces that are deleted, and lets them go.</summary>
internal sealed class NamespaceController(ClusterServices services) : IController
{
    private readonly ObjectStore _store = services.Store;
    private readonly ControllerWrites _writes = new(services, "namespace-controller");

    // Those that are being emptied: only what goes from them matters.
    private readonly ConcurrentDictionary<string, bool> _terminating = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var queue = new Workqueue<string>(services.Options.Time);
        using var watch = _store.WatchAll();
        await queue.RunAsync(2, EmptyAsync, stopping => ObserveAsync(watch, queue, stopping), cancellation);
    }

    private async Task ObserveAsync(ObjectWatch watch, Workqueue<string> queue, CancellationToken cancellation)
    {
        await foreach (var change in watch.ReadAllAsync(cancellation))
        {
            var item = change.Object;
            if (item.Resource == ResourceKeys.Namespaces && item.IsDeleting && change.Type != StoreEventType.Deleted
                && _terminating.TryAdd(item.Name, true))
            {
                queue.Add(item.Name);
            }
            else if (change.Type == StoreEventType.Deleted && _terminating.ContainsKey(item.Namespace))
            {
                queue.Add(item.Namespace);
            }
        }
    }

    private async Task EmptyAsync(string name, CancellationToken cancellation)
    {
        if (_store.Find(ResourceKeys.Namespaces, "", name) is not { IsDeleting: true } @namespace)
        {
            _terminating.TryRemove(name, out _);
            return;
        }

        foreach (var item in Contents(name).Where(item => !item.IsDeleting))
        {
            await _writes.DeleteAsync(item, new DeleteOptions { PropagationPolicy = "Background" }, cancellation);
        }

        var left = Contents(name);
        await _writes.ChangeAsync(@namespace, "status", value =>
        {
            SetConditions(value.Object("status"), left);
            return value;
        }, cancellation);
        if (left.Count > 0)
        {
            return;
        }

        await Task.Delay(services.Options.NamespaceStopDelay, services.Options.Time, cancellation);
        await _writes.ChangeAsync(@namespace, "finalize", value =>
        {
            var kept = value.Each("spec", "finalizers").Where(finalizer => finalizer.Text() != "kubernetes")
                .Select(finalizer => finalizer!.DeepClone()).ToArray();
            value["spec"] = kept.Length == 0 ? new JsonObject() : new JsonObject { ["finalizers"] = new JsonArray(kept) };
            return value;
        }, cancellation);
        _terminating.TryRemove(name, out _);
    }

    private List<StoredObject> Contents(string name) =>
        [.. _store.Resources().Where(resource => services.Types.FindStorage(resource) is { Namespaced: true })
            .SelectMany(resource => _store.List(resource, name).Items)];

    private void SetConditions(JsonObject status, List<StoredObject> left)
    {
        void Set(string type, bool isTrue, string reason, string message)
        {
            if (Conditions.Find(status, type) is { } before && before.Text("status") == (isTrue ? "True" : "False")
                && before.Text("message") == message)
            {
                return;
            }

            var condition = new JsonObject
            {
                ["type"] = type,
                ["status"] = isTrue ? "True" : "False",
                ["lastTransitionTime"] = JsonText.Timestamp(services.Options.Time.GetUtcNow()),
                ["reason"] = reason,
                ["message"] = message,
            };
            var conditions = status["conditions"] as JsonArray ?? [];
            status["conditions"] = new JsonArray(
                [.. conditions.Where(one => one.Text("type") != type).Select(one => one!.DeepClone()), condition]);
        }

        var remaining = left.GroupBy(item => item.Resource.ToString()).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{Qualified(group.Key)} has {group.Count()} resource instances").ToList();
        var finalizers = left.SelectMany(item => item.Json.Each("metadata", "finalizers").Select(finalizer => finalizer.Text() ?? ""))
            .GroupBy(finalizer => finalizer).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key} in {group.Count()} resource instances").ToList();
        Set("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
        Set("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Set("NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        Set("NamespaceContentRemaining", remaining.Count > 0, remaining.Count > 0 ? "SomeResourcesRemain" : "ContentRemoved",
            remaining.Count > 0 ? $"Some resources are remaining: {string.Join(", ", remaining)}" : "All content successfully removed");
        Set("NamespaceFinalizersRemaining", finalizers.Count > 0, finalizers.Count > 0 ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
            finalizers.Count > 0 ? $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}"
                : "All content-preserving finalizers finished");
    }

    // The core group's name is empty, and its dot stays.
    private static string Qualified(string resource) => resource.Contains('.') ? resource : resource + ".";
}
