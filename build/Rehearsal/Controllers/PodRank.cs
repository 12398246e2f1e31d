using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Which pods a scaling down takes first: those that serve least and are youngest.</summary>
internal static class PodRank
{
    public static IEnumerable<StoredObject> FirstToGo(IEnumerable<StoredObject> pods) =>
        pods.OrderBy(pod => pod.Json.Text("spec", "nodeName") is { Length: > 0 })
            .ThenBy(pod => pod.Json.Text("status", "phase") switch { "Pending" => 0, "Unknown" => 1, _ => 2 })
            .ThenBy(PodTemplate.IsReady)
            .ThenByDescending(pod => Conditions.Find(pod.Json["status"], "Ready").Text("lastTransitionTime") ?? "", StringComparer.Ordinal)
            .ThenByDescending(pod => pod.Json.Each("status", "containerStatuses").Sum(status => status.Integer("restartCount") ?? 0))
            .ThenByDescending(pod => pod.Json.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .ThenByDescending(pod => pod.ResourceVersion);
}
