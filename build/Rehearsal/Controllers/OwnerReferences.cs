using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Who owns an object.</summary>
internal static class OwnerReferences
{
    public static IEnumerable<OwnerReference> Of(StoredObject value) =>
        value.OwnerUids.Count == 0 ? [] : value.Json.Each("metadata", "ownerReferences").Select(Read);

    /// <summary>The owner that controls the object; there is at most one.</summary>
    public static OwnerReference? ControllerOf(StoredObject value) =>
        value.OwnerUids.Count > 0 && value.Json.Each("metadata", "ownerReferences")
            .FirstOrDefault(owner => owner.IsTrue("controller")) is { } found
            ? Read(found)
            : null;

    public static void Add(JsonObject value, StoredObject owner, ResourceDefinition type)
    {
        var metadata = value.Object("metadata");
        if (metadata["ownerReferences"] is not JsonArray owners)
        {
            metadata["ownerReferences"] = owners = [];
        }

        owners.Add(new JsonObject
        {
            ["apiVersion"] = type.ApiVersion,
            ["kind"] = type.Kind,
            ["name"] = owner.Name,
            ["uid"] = owner.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        });
    }

    /// <summary>Takes entries away; whether there were any.</summary>
    public static bool Remove(JsonObject value, Func<string, bool> isUnwanted)
    {
        if (value.At("metadata", "ownerReferences") is not JsonArray owners)
        {
            return false;
        }

        var kept = owners.Where(owner => !isUnwanted(owner.Text("uid") ?? "")).Select(owner => owner!.DeepClone()).ToArray();
        var changed = kept.Length != owners.Count;
        if (kept.Length == 0)
        {
            value["metadata"]!.AsObject().Remove("ownerReferences");
        }
        else if (changed)
        {
            value["metadata"]!["ownerReferences"] = new JsonArray(kept);
        }

        return changed;
    }

    private static OwnerReference Read(JsonNode? owner) =>
        new(owner.Text("apiVersion") ?? "", owner.Text("kind") ?? "", owner.Text("name") ?? "", owner.Text("uid") ?? "",
            owner.IsTrue("blockOwnerDeletion"));
}
