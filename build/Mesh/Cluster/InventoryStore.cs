using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Cluster;

/// <summary>Keeps the inventory in the cluster: the ConfigMap <c>meshbuild-inventory</c> in the namespace default.</summary>
public sealed class InventoryStore(ICluster cluster)
{
    /// <summary>The ConfigMap's name.</summary>
    public const string Name = "meshbuild-inventory";

    private const string Namespace = "default";
    private const string Key = "inventory.json";
    // A part that is missing is told as what it is, not met later as a null.
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The inventory, or null when there is none.</summary>
    public async Task<Inventory?> FindAsync(CancellationToken cancellation) =>
        await cluster.FindAsync(ResourceTypes.ConfigMaps, Namespace, Name, cancellation) is { } stored ? Read(stored) : null;

    /// <summary>Notes objects that are about to be created. Nothing is written when all are known.</summary>
    public Task RecordAsync(IReadOnlyCollection<ObjectIdentity> created, string target, CancellationToken cancellation) =>
        ChangeAsync(inventory =>
        {
            var known = inventory.Objects.Select(entry => entry.Identity).ToHashSet();
            var added = created.Where(identity => !known.Contains(identity)).Select(identity => new Inventory.Entry(identity, target)).ToList();
            return added.Count == 0 ? inventory : inventory with { Objects = [.. inventory.Objects, .. added] };
        }, cancellation);

    /// <summary>Notes the value that a namespace's label has before it is replaced; the first note stays.</summary>
    public Task RecordLabelAsync(string @namespace, string label, string? earlier, CancellationToken cancellation) =>
        ChangeAsync(inventory => inventory.Labels.Any(entry => entry.Namespace == @namespace && entry.Name == label)
            ? inventory
            : inventory with { Labels = [.. inventory.Labels, new Inventory.Label(@namespace, label, earlier)] }, cancellation);

    /// <summary>Notes a Helm release that is about to be installed.</summary>
    public Task RecordReleaseAsync(string name, string @namespace, CancellationToken cancellation) =>
        ChangeAsync(inventory => inventory.Releases.Contains(new Inventory.Release(name, @namespace))
            ? inventory
            : inventory with { Releases = [.. inventory.Releases, new Inventory.Release(name, @namespace)] }, cancellation);

    /// <summary>Removes the inventory itself.</summary>
    public Task DeleteAsync(CancellationToken cancellation) => cluster.DeleteAsync(ResourceTypes.ConfigMaps, Namespace, Name, null, cancellation);

    private async Task ChangeAsync(Func<Inventory, Inventory> change, CancellationToken cancellation)
    {
        while (true)
        {
            var stored = await cluster.FindAsync(ResourceTypes.ConfigMaps, Namespace, Name, cancellation);
            var before = stored is null ? Inventory.Empty : Read(stored);
            var after = change(before);
            if (ReferenceEquals(before, after))
            {
                return;
            }

            try
            {
                await WriteAsync(stored, after, cancellation);
                return;
            }
            catch (ClusterException failure) when (failure.Status is HttpStatusCode.Conflict || (failure.Status is HttpStatusCode.NotFound && stored is not null))
            {
                // Somebody else wrote or deleted it at the same time: read again.
            }
        }
    }

    private Task WriteAsync(KubeObject? stored, Inventory inventory, CancellationToken cancellation)
    {
        var text = JsonSerializer.Serialize(inventory, Form);
        if (stored is not null)
        {
            // Other keys stay as they are.
            ((JsonObject)stored.Json["data"]!)[Key] = text;
            return cluster.ReplaceAsync(ResourceTypes.ConfigMaps, stored, cancellation);
        }

        return cluster.CreateAsync(ResourceTypes.ConfigMaps, new KubeObject(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["namespace"] = Namespace,
                ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "meshbuild" },
            },
            ["data"] = new JsonObject { [Key] = text },
        }), cancellation);
    }

    private static Inventory Read(KubeObject stored)
    {
        try
        {
            return JsonSerializer.Deserialize<Inventory>((string?)stored.At("data", Key) ?? "", Form) ?? Inventory.Empty;
        }
        catch (JsonException failure)
        {
            throw new MeshException($"the inventory in ConfigMap {Namespace}/{Name} cannot be read: {failure.Message}",
                $"It was changed by hand: mend it, or delete it (kubectl -n {Namespace} delete configmap {Name}) so that Purge works by Istio's known names.", failure);
        }
    }
}
