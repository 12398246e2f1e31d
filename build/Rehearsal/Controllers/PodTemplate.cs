using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Pods as workloads make them, and how those count them.</summary>
internal static class PodTemplate
{
    /// <summary>A pod of an owner's template; its name is made from the owner's unless one is given.</summary>
    public static JsonObject Pod(StoredObject owner, ResourceDefinition type, JsonNode template, string? name = null)
    {
        var metadata = new JsonObject();
        if (name is null)
        {
            metadata["generateName"] = owner.Name + "-";
        }
        else
        {
            metadata["name"] = name;
            metadata["generateName"] = owner.Name + "-";
        }

        foreach (var part in (string[])["labels", "annotations", "finalizers"])
        {
            if (template.At("metadata", part) is { } value)
            {
                metadata[part] = value.DeepClone();
            }
        }

        var pod = new JsonObject { ["metadata"] = metadata, ["spec"] = template["spec"]?.DeepClone() ?? new JsonObject() };
        OwnerReferences.Add(pod, owner, type);
        return pod;
    }

    /// <summary>Neither over nor on its way out.</summary>
    public static bool IsActive(StoredObject pod) => !pod.IsDeleting && pod.Json.Text("status", "phase") is not ("Succeeded" or "Failed");

    public static bool IsReady(StoredObject pod) => Conditions.IsTrue(pod.Json["status"], "Ready");

    /// <summary>How long a pod still has to be ready until it is available; zero when it is, null when it is not even ready.</summary>
    public static TimeSpan? UntilAvailable(StoredObject pod, long minReadySeconds, DateTimeOffset now)
    {
        if (!IsReady(pod))
        {
            return null;
        }

        var since = Times.Parse(Conditions.Find(pod.Json["status"], "Ready").Text("lastTransitionTime")) ?? now;
        var due = since + TimeSpan.FromSeconds(minReadySeconds);
        return minReadySeconds == 0 || due <= now ? TimeSpan.Zero : due - now;
    }
}
