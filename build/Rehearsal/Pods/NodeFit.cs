using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>Whether a node takes a pod. Affinity beyond nodeSelector and resources are not looked at: the node is large.</summary>
internal static class NodeFit
{
    private const string CordonTaint = "node.kubernetes.io/unschedulable";

    /// <summary>Why not, in the scheduler's words; null when it does.</summary>
    public static string? Refusal(JsonObject pod, StoredObject node)
    {
        if (node.Json.IsTrue("spec", "unschedulable") && !Tolerates(pod, CordonTaint, "", "NoSchedule"))
        {
            return "node(s) were unschedulable";
        }

        if ((pod.At("spec", "nodeSelector") as JsonObject ?? [])
            .Any(label => node.Labels.GetValueOrDefault(label.Key) != label.Value.Text()))
        {
            return "node(s) didn't match Pod's node affinity";
        }

        return node.Json.Each("spec", "taints").FirstOrDefault(taint => taint.Text("effect") is "NoSchedule" or "NoExecute"
            && !Tolerates(pod, taint.Text("key") ?? "", taint.Text("value") ?? "", taint.Text("effect")!)) is { } refused
            ? $"node(s) had taint {{{refused.Text("key")}: {refused.Text("value")}}}, that the pod didn't tolerate"
            : null;
    }

    private static bool Tolerates(JsonObject pod, string key, string value, string effect) =>
        pod.Each("spec", "tolerations").Any(toleration =>
            (toleration.Text("effect") is null or "" || toleration.Text("effect") == effect)
            && (toleration.Text("key") is null or "" || toleration.Text("key") == key)
            && (toleration.Text("operator") == "Exists" || (toleration.Text("key") == key && (toleration.Text("value") ?? "") == value)));
}
