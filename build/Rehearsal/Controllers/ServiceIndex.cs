using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>
/// Finds the Services that select a pod by one label of their selectors. Belongs to one observer of Services and pods each.
/// </summary>
internal sealed class ServiceIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Namespace, string Label, string Value), Dictionary<string, StoredObject>> _services = [];

    public void Apply(StoreEvent change)
    {
        lock (_lock)
        {
            if (change.Previous is { } previous && Entry(previous) is { } old && _services.TryGetValue(old, out var found))
            {
                found.Remove(previous.Name);
            }

            if (change.Type != StoreEventType.Deleted && Entry(change.Object) is { } entry)
            {
                if (!_services.TryGetValue(entry, out var services))
                {
                    _services[entry] = services = [];
                }

                services[change.Object.Name] = change.Object;
            }
        }
    }

    public IReadOnlyList<ObjectKey> Selecting(StoredObject pod)
    {
        lock (_lock)
        {
            return [.. pod.Labels.Select(label =>
                _services.GetValueOrDefault((pod.Namespace, label.Key, label.Value))).OfType<Dictionary<string, StoredObject>>()
                .SelectMany(services => services.Values).Select(service => service.Key)];
        }
    }

    // The last label: selectors tend to begin with what many share.
    private static (string, string, string)? Entry(StoredObject service) =>
        service.Json.At("spec", "selector") is JsonObject { Count: > 0 } selector
            ? (service.Namespace, selector.Last().Key, selector.Last().Value.Text() ?? "")
            : null;
}
