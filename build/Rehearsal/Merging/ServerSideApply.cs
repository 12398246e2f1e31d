using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Merging;

/// <summary>Server-side apply, and the managedFields of every write.</summary>
internal sealed class ServerSideApply(TimeProvider time) : IServerSideApply
{
    // What nobody owns.
    private static readonly FieldSet Unowned = FieldSet.Parse(JsonNode.Parse("""
        {"f:apiVersion": {}, "f:kind": {}, "f:metadata": {".": {}, "f:name": {}, "f:namespace": {}, "f:creationTimestamp": {}, "f:selfLink": {}, "f:uid": {},
         "f:clusterName": {}, "f:generation": {}, "f:managedFields": {}, "f:resourceVersion": {}}}
        """)!.AsObject());

    // What the server's own types bring before anybody sets a field: their inner objects are there from the start.
    private static readonly JsonObject Blank = JsonNode.Parse("""
        {"metadata": {}, "status": {},
         "spec": {"selector": null, "containers": null, "strategy": {}, "updateStrategy": {}, "template": {"metadata": {"creationTimestamp": null}, "spec": {"containers": null}}}}
        """)!.AsObject();

    public JsonObject Apply(JsonObject? live, JsonObject applied, ResourceRequest request)
    {
        if (applied.At("metadata", "managedFields") is not (null or JsonArray { Count: 0 }))
        {
            throw Failures.BadRequest("metadata.managedFields must be nil");
        }

        var (manager, apiVersion, schema) = (request.FieldManager, request.Resource.ApiVersion, Fields(request.Resource));
        var managed = ManagedFields.Of(live);
        var configured = FieldWalk.Fields(applied, schema).Without(Unowned);
        var dropped = managed.Find(manager, ManagedFields.Apply, apiVersion).Without(configured);
        foreach (var (_, _, _, fields) in managed.Others(manager, ManagedFields.Apply, apiVersion))
        {
            dropped = dropped.Without(fields);
        }

        var merged = FieldWalk.Merge(live, applied, schema)!.AsObject();
        FieldWalk.Remove(merged, dropped, schema);
        var (changed, removed) = Difference(live ?? [], merged, schema);
        var conflicts = managed.Others(manager, ManagedFields.Apply, apiVersion)
            .Select(other => (other.Manager, other.Operation, other.ApiVersion, Fields: other.Fields.Intersection(changed)))
            .Where(other => !other.Fields.IsEmpty).ToList();
        if (conflicts.Count > 0 && !request.Force)
        {
            throw Conflict(conflicts.SelectMany(other => other.Fields.Paths().Select(path => (Manager: Named(other), Path: path))).ToList());
        }

        managed.Take(changed.Union(removed), manager, ManagedFields.Apply, apiVersion);
        managed.Set(manager, ManagedFields.Apply, apiVersion, configured, ObjectRules.Timestamp(time));
        managed.WriteTo(merged);
        return merged;
    }

    public void Track(WriteContext context)
    {
        if (context.Request.IsApply || context.Request.IsScale)
        {
            return;
        }

        var (manager, apiVersion, schema) = (context.Request.FieldManager, context.Resource.ApiVersion, Fields(context.Resource));
        var managed = ManagedFields.Of(context.Old);
        try
        {
            var (changed, removed) = Difference(context.Old ?? (context.Resource.Custom is null ? Blank : []), context.New, schema);
            if (context.Old is null)
            {
                removed = new FieldSet();
            }

            managed.Take(changed.Union(removed), manager, ManagedFields.Update, apiVersion);
            managed.Set(manager, ManagedFields.Update, apiVersion,
                managed.Find(manager, ManagedFields.Update, apiVersion).Union(changed).Without(removed), ObjectRules.Timestamp(time));
        }
        catch (ApiException)
        {
            // An item without its key cannot be owned. The write itself is not the worse for it.
        }

        managed.WriteTo(context.New);
    }

    // A definition with a field of no single type is beyond 1.20's reading of fields: it then takes every map apart and no list.
    private static SchemaNode? Fields(ResourceDefinition resource) =>
        resource is { Custom: not null, Schema: { } schema } && HasIntOrString(schema) ? null : resource.Schema;

    private static bool HasIntOrString(SchemaNode schema) => schema.IntOrString || schema.Properties.Values.Any(HasIntOrString)
        || (schema.Items is { } item && HasIntOrString(item)) || (schema.AdditionalProperties is { } values && HasIntOrString(values));

    private static (FieldSet Changed, FieldSet Removed) Difference(JsonObject before, JsonObject after, SchemaNode? schema)
    {
        var (changed, removed) = (new FieldSet(), new FieldSet());
        FieldWalk.Compare(before, after, schema, changed, removed);
        return (changed.Without(Unowned), removed.Without(Unowned));
    }

    private static string Named((string Manager, string Operation, string ApiVersion, FieldSet Fields) other) =>
        other.Operation == ManagedFields.Apply ? $"\"{other.Manager}\"" : $"\"{other.Manager}\" using {other.ApiVersion}";

    private static ApiException Conflict(List<(string Manager, string Path)> conflicts)
    {
        var message = conflicts.Count == 1
            ? $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Path}"
            : $"Apply failed with {conflicts.Count} conflicts: " + string.Join("\n", conflicts.GroupBy(conflict => conflict.Manager)
                .Select(group => $"conflicts with {group.Key}:\n{string.Join("\n", group.Select(conflict => "- " + conflict.Path))}"));
        var causes = conflicts.Select(JsonNode (conflict) => new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = $"conflict with {conflict.Manager}",
            ["field"] = conflict.Path,
        });
        return new ApiException(409, "Conflict", message, new JsonObject { ["causes"] = new JsonArray([.. causes]) });
    }
}
