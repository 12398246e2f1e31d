using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>The ControllerRevisions of StatefulSets and DaemonSets: each template that they had, numbered.</summary>
internal sealed class TemplateRevisions(ClusterServices services, ControllerWrites writes)
{
    private const long UsualLimit = 10;

    /// <summary>
    /// The revision of the present template, made when it is missing and the highest in any case. Old ones beyond the limit go.
    /// </summary>
    public async Task<StoredObject> CurrentAsync(StoredObject owner, string hashLabel, CancellationToken cancellation)
    {
        var all = All(owner);
        var template = owner.Json.At("spec", "template")!.DeepClone();
        template["$patch"] = "replace";
        var data = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } };
        var highest = all.Select(Number).DefaultIfEmpty().Max();
        if (all.FirstOrDefault(revision => JsonNode.DeepEquals(revision.Json["data"], data)) is { } found)
        {
            if (Number(found) < highest)
            {
                await writes.ChangeAsync(found, "", value =>
                {
                    value["revision"] = highest + 1;
                    return value;
                }, cancellation);
            }

            return services.Store.FindByUid(found.Uid) ?? found;
        }

        foreach (var old in all.OrderBy(Number)
            .Take((int)Math.Max(0, all.Count - (owner.Json.Integer("spec", "revisionHistoryLimit") ?? UsualLimit))))
        {
            await writes.DeleteAsync(old, new DeleteOptions(), cancellation);
        }

        var hash = StableHash.Name(data.ToJsonString());
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{owner.Name}-{hash}",
                ["labels"] = (template.At("metadata", "labels") ?? new JsonObject()).DeepClone()
            },
            ["data"] = data,
            ["revision"] = highest + 1,
        };
        // DaemonSets label their pods with the hash alone, StatefulSets with the whole name.
        body.Object("metadata").Object("labels")[hashLabel] = hash;
        OwnerReferences.Add(body, owner, services.Types.Get(owner.Resource));
        await writes.CreateAsync(ResourceKeys.ControllerRevisions, owner.Namespace, body, cancellation);
        return services.Store.Find(ResourceKeys.ControllerRevisions, owner.Namespace, $"{owner.Name}-{hash}")!;
    }

    private List<StoredObject> All(StoredObject owner) =>
        [.. services.Store.OwnedBy(owner.Uid).Where(item => item.Resource == ResourceKeys.ControllerRevisions)];

    private static long Number(StoredObject revision) => revision.Json.Integer("revision") ?? 0;
}
