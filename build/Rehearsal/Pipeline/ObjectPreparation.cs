using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>What the server sets itself in every object: names made from a prefix, uid, times, generation, and which half of it a request may write.</summary>
internal sealed class ObjectPreparation(TimeProvider time) : IPreparation
{
    private const string NameCharacters = "bcdfghjklmnpqrstvwxz2456789";
    private const int LongestPrefix = 58;

    // What a client cannot change.
    private static readonly string[] ServersOwn = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];

    public void Prepare(WriteContext context)
    {
        if (context.Operation == Operation.Create)
        {
            Create(context);
        }
        else
        {
            Update(context);
        }
    }

    /// <summary>Five characters, as the server and its controllers append them.</summary>
    public static string RandomSuffix() => RandomNumberGenerator.GetString(NameCharacters, 5);

    private void Create(WriteContext context)
    {
        var (value, resource) = (context.New, context.Resource);
        var metadata = value.Object("metadata");
        foreach (var name in ServersOwn.Append("resourceVersion"))
        {
            metadata.Remove(name);
        }

        if (string.IsNullOrEmpty(metadata.Text("name")) && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = (prefix.Length > LongestPrefix ? prefix[..LongestPrefix] : prefix) + RandomSuffix();
        }

        if (resource.Namespaced)
        {
            metadata["namespace"] = context.Namespace;
        }
        else
        {
            metadata.Remove("namespace");
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = ObjectRules.Timestamp(time);
        if (ObjectRules.HasGeneration(resource))
        {
            metadata["generation"] = 1;
        }

        if (ObjectRules.HasStatus(resource))
        {
            Put(value, "status", ObjectRules.NewStatus(resource, value));
        }

        if (context.Is("", "namespaces"))
        {
            var finalizers = value.Object("spec")["finalizers"] as JsonArray;
            if (finalizers?.Any(finalizer => (string?)finalizer == "kubernetes") != true)
            {
                value.Object("spec")["finalizers"] = new JsonArray([.. (finalizers ?? []).Select(one => one!.DeepClone()), "kubernetes"]);
            }
        }
    }

    private static void Update(WriteContext context)
    {
        var (value, old, resource) = (context.New, context.Old!, context.Resource);
        var (metadata, before) = (value.Object("metadata"), old["metadata"]!.AsObject());
        foreach (var name in ServersOwn.Append("namespace"))
        {
            // Another uid is for the validation to refuse.
            if (name != "uid" || metadata.Text("uid") is null or "")
            {
                Put(metadata, name, before[name]?.DeepClone());
            }
        }

        if (context.IsStatus)
        {
            // Only the status, and of the metadata what 1.20 lets through there.
            foreach (var name in old.Select(field => field.Key).Concat(value.Select(field => field.Key)).Distinct().ToList())
            {
                if (name is not ("metadata" or "status"))
                {
                    Put(value, name, old[name]?.DeepClone());
                }
            }

            if (resource.Custom is not null)
            {
                var managed = metadata["managedFields"]?.DeepClone();
                value["metadata"] = before.DeepClone();
                Put(value.Object("metadata"), "managedFields", managed);
            }
        }
        else if (ObjectRules.HasStatus(resource))
        {
            Put(value, "status", old["status"]?.DeepClone());
        }

        if (context.Is("", "namespaces") && context.Request.Subresource != "finalize")
        {
            Put(value.Object("spec"), "finalizers", old.At("spec", "finalizers")?.DeepClone());
        }

        if (ObjectRules.HasGeneration(resource) && !context.IsStatus
            && ObjectRules.SpecDiffers(old, value, withStatus: !ObjectRules.HasStatus(resource)))
        {
            metadata["generation"] = (before.Integer("generation") ?? 0) + 1;
        }
    }

    private static void Put(JsonObject target, string name, JsonNode? value)
    {
        if (value is null)
        {
            target.Remove(name);
        }
        else
        {
            target[name] = value;
        }
    }
}
