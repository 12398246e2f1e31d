using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>
/// Deletes objects: at once, or by marking them when something has to happen first: finalizers, the grace period of a pod,
/// the contents of a namespace. What is marked goes with the update that takes the last finalizer, or a deletion without grace.
/// </summary>
public sealed class ResourceDeleter(RequestPipeline pipeline, TimeProvider time)
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";
    private const long UsualGrace = 30;
    private static readonly ResourceKey Pods = new("", "pods");
    private static readonly ResourceKey Namespaces = new("", "namespaces");

    /// <summary>Deletes an object or marks it; the result says which.</summary>
    /// <exception cref="ApiException">NotFound, Conflict of a precondition, or what admission says.</exception>
    public async Task<WriteResult> DeleteAsync(ResourceRequest request, DeleteOptions options, CancellationToken cancellation)
    {
        while (true)
        {
            var current = pipeline.Store.Find(request.Resource.Key, request.Namespace, request.Name) ?? throw Failures.NotFound(request.Resource, request.Name);
            Check(request, options, current);
            var old = pipeline.View(current, request.Resource);
            await pipeline.AdmitAsync(new WriteContext(request, Operation.Delete, old, null), cancellation);
            var marked = Mark(request.Resource, current, options);
            if (request.DryRun)
            {
                return new WriteResult(old, Gone: marked is null);
            }

            if (marked is null)
            {
                if (pipeline.Store.TryDelete(current) is { } deleted)
                {
                    return new WriteResult(pipeline.View(deleted, request.Resource), Gone: true);
                }
            }
            else if (pipeline.Store.TryReplace(current, marked) is { } stored)
            {
                return new WriteResult(pipeline.View(stored, request.Resource));
            }
        }
    }

    private static void Check(ResourceRequest request, DeleteOptions options, StoredObject current)
    {
        if (options.Uid is { } uid && uid != current.Uid)
        {
            throw Failures.Precondition(request.Resource, request.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object might have been deleted and then recreated");
        }

        var version = current.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        if (options.ResourceVersion is { } expected && expected != version)
        {
            throw Failures.Precondition(request.Resource, request.Name,
                $"the ResourceVersion in the precondition ({expected}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }

    // The object as it waits for its end; null when nothing holds it.
    private JsonObject? Mark(ResourceDefinition resource, StoredObject current, DeleteOptions options)
    {
        var json = current.Copy();
        var metadata = json["metadata"]!.AsObject();
        var finalizers = Finalizers(resource, metadata, options);
        var grace = resource.Key == Pods ? Grace(json, options) : 0;
        var held = finalizers.Count > 0 || grace > 0
            || (resource.Key == Namespaces && json.At("spec", "finalizers") is JsonArray { Count: > 0 });
        if (!held)
        {
            return null;
        }

        if (finalizers.Count > 0)
        {
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(finalizer => (JsonNode)finalizer)]);
        }
        else
        {
            metadata.Remove("finalizers");
        }

        if (!current.IsDeleting)
        {
            metadata["deletionTimestamp"] = JsonText.Timestamp(time.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (resource.Key == Namespaces)
            {
                metadata.Remove("deletionGracePeriodSeconds");
                json.Object("status")["phase"] = "Terminating";
            }

            if (metadata.Integer("generation") is > 0 and var generation)
            {
                metadata["generation"] = generation + 1;
            }
        }
        else if (resource.Key == Pods && grace < (metadata.Integer("deletionGracePeriodSeconds") ?? 0))
        {
            metadata["deletionTimestamp"] = JsonText.Timestamp(time.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        }

        return json;
    }

    private static List<string> Finalizers(ResourceDefinition resource, JsonObject metadata, DeleteOptions options)
    {
        var finalizers = metadata.Each("finalizers").Select(finalizer => (string)finalizer!).ToList();
        var policy = options.PropagationPolicy
            ?? (finalizers.Contains(Orphan) ? "Orphan" : finalizers.Contains(Foreground) ? "Foreground"
                : ObjectRules.OrphansByDefault(resource) ? "Orphan" : "Background");
        var wanted = policy switch { "Orphan" => Orphan, "Foreground" => Foreground, _ => null };
        finalizers.RemoveAll(finalizer => finalizer is Orphan or Foreground && finalizer != wanted);
        if (wanted is not null && !finalizers.Contains(wanted))
        {
            finalizers.Add(wanted);
        }

        return finalizers;
    }

    private static long Grace(JsonObject pod, DeleteOptions options)
    {
        if (pod.Text("spec", "nodeName") is null or "" || pod.Text("status", "phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        var asked = options.GracePeriodSeconds ?? pod.Integer("spec", "terminationGracePeriodSeconds") ?? UsualGrace;
        return Math.Min(asked, pod.Integer("metadata", "deletionGracePeriodSeconds") ?? asked);
    }
}
