using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Istio;
using MeshBuild.Rehearsal.StandIn.Objects;

namespace MeshBuild.Rehearsal.StandIn.Discovery;

/// <summary>The webhook's answer: the decision table, and a patch when it says yes.</summary>
internal static class Injection
{
    public static JsonObject Answer(JsonObject review, IReadOnlyDictionary<string, string> namespaceLabels)
    {
        var answer = Allowed(review);
        var pod = (JsonObject)review["request"]!["object"]!.DeepClone();
        var decision = InjectionDecision.Decide(Map(pod["metadata"]?["labels"]), Map(pod["metadata"]?["annotations"]),
            (bool?)pod["spec"]?["hostNetwork"] ?? false, (string?)review["request"]!["namespace"] ?? "default", namespaceLabels);
        if (!decision.Injected || HasSidecar(pod))
        {
            return answer;
        }

        Sidecar.AddTo(pod);
        var patch = new JsonArray(
            Replace("/metadata", pod["metadata"]!),
            Replace("/spec", pod["spec"]!));
        answer["response"]!["patchType"] = "JSONPatch";
        answer["response"]!["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch.ToJsonString()));
        return answer;
    }

    public static JsonObject Allowed(JsonObject review) => new()
    {
        ["apiVersion"] = "admission.k8s.io/v1",
        ["kind"] = "AdmissionReview",
        ["response"] = new JsonObject { ["uid"] = (string?)review["request"]?["uid"], ["allowed"] = true },
    };

    public static IReadOnlyDictionary<string, string> Map(JsonNode? node) =>
        (node as JsonObject)?.ToDictionary(pair => pair.Key, pair => (string?)pair.Value ?? "") ?? [];

    public static bool HasSidecar(JsonObject pod) =>
        (pod["spec"]?["containers"] as JsonArray ?? []).Any(container => (string?)container?["name"] == "istio-proxy");

    private static JsonObject Replace(string path, JsonNode value) => new() { ["op"] = "replace", ["path"] = path, ["value"] = value.DeepClone() };
}
