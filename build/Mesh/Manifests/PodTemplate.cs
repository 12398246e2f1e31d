using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Manifests;

/// <summary>Where the pod's part of an object is.</summary>
public static class PodTemplate
{
    /// <summary>The object itself for a Pod, the template of a workload, null for anything else.</summary>
    public static JsonObject? Of(KubeObject value) => value.Kind switch
    {
        "Pod" => value.Json,
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job" => value.At("spec", "template") as JsonObject,
        "CronJob" => value.At("spec", "jobTemplate", "spec", "template") as JsonObject,
        _ => null,
    };

    /// <summary>The property names that lead to it.</summary>
    public static IReadOnlyList<string> Path(KubeObject value) => value.Kind switch
    {
        "Pod" => [],
        "CronJob" => ["spec", "jobTemplate", "spec", "template"],
        _ => ["spec", "template"],
    };

    /// <summary>Whether a container of the pod is the sidecar.</summary>
    public static bool HasSidecar(JsonObject? podOrTemplate) =>
        (podOrTemplate?["spec"]?["containers"] as JsonArray ?? []).Any(container => (string?)container?["name"] == "istio-proxy");
}
