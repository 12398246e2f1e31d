using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>The status that the kubelet writes.</summary>
/// <param name="HostAddress">The node's address.</param>
/// <param name="PodAddress">The pod's; empty as long as it has none.</param>
/// <param name="Now">The time of conditions that change.</param>
internal sealed record PodStatus(string HostAddress, string PodAddress, string Now)
{
    /// <summary>A new status. Conditions keep the time of their last transition, and those of others stay.</summary>
    public JsonObject Of(StoredObject pod, string phase, IReadOnlyDictionary<string, ContainerView> containers, IReadOnlyDictionary<string,
        ContainerView> inits)
    {
        var (spec, old) = (pod.Json["spec"], pod.Json["status"]);
        var waiting = inits.Where(init => !init.Value.IsReady).Select(init => init.Key).ToList();
        var unready = containers.Where(container => !container.Value.IsReady).Select(container => container.Key).ToList();
        var isOver = phase is "Succeeded" or "Failed";
        var initialized = waiting.Count == 0
            ? Condition(old, "Initialized", true, phase == "Succeeded" ? "PodCompleted" : "")
            : Condition(old, "Initialized", false, "ContainersNotInitialized",
                $"containers with incomplete status: [{string.Join(' ', waiting)}]");
        var (reason, message) = phase == "Succeeded" ? ("PodCompleted", "")
            : ("ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]");
        var areReady = unready.Count == 0 && !isOver;
        var gate = spec.Each("readinessGates").Select(one => one.Text("conditionType") ?? "")
            .FirstOrDefault(type => !Conditions.IsTrue(old, type));
        var ready = areReady && gate is not null
            ? Condition(old, "Ready", false, "ReadinessGatesNotReady",
                Conditions.Find(old, gate) is null
                    ? $"corresponding condition of pod readiness gate \"{gate}\" does not exist."
                    : $"the status of pod readiness gate \"{gate}\" is not \"True\", but {Conditions.Find(old, gate).Text("status")}")
            : areReady ? Condition(old, "Ready", true) : Condition(old, "Ready", false, reason, message);
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["conditions"] = new JsonArray(
            [
                initialized,
                ready,
                areReady ? Condition(old, "ContainersReady", true) : Condition(old, "ContainersReady", false, reason, message),
                Condition(old, "PodScheduled", true),
                .. old.Each("conditions").Where(
                    one => one.Text("type") is not ("Initialized" or "Ready" or "ContainersReady" or "PodScheduled"))
                        .Select(one => one!.DeepClone()),
            ]),
            ["hostIP"] = HostAddress,
        };
        if (PodAddress.Length > 0)
        {
            status["podIP"] = PodAddress;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = PodAddress });
        }

        status["startTime"] = old.Text("startTime") ?? Now;
        if (inits.Count > 0)
        {
            status["initContainerStatuses"] = Statuses(spec.Each("initContainers"), inits, pod.Uid, isInit: true);
        }

        status["containerStatuses"] = Statuses(spec.Each("containers").OrderBy(container => container.Text("name"), StringComparer.Ordinal),
            containers, pod.Uid, isInit: false);
        status["qosClass"] = old.Text("qosClass") ?? "BestEffort";
        return status;
    }

    private static JsonArray Statuses(IEnumerable<JsonNode?> containers, IReadOnlyDictionary<string, ContainerView> views, string podUid,
        bool isInit) =>
        new([.. containers.Select(container => (JsonNode)views[container.Text("name") ?? ""].ToStatus(container!, podUid, isInit))]);

    private JsonObject Condition(JsonNode? old, string type, bool isTrue, string reason = "", string message = "")
    {
        var before = Conditions.Find(old, type);
        var status = isTrue ? "True" : "False";
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = before.Text("status") == status ? before.Text("lastTransitionTime") : Now,
        };
        if (reason.Length > 0)
        {
            condition["reason"] = reason;
        }

        if (message.Length > 0)
        {
            condition["message"] = message;
        }

        return condition;
    }
}
