using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;
using static MeshBuild.Rehearsal.Tables.Cells;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>Pods: the status is the phase unless a container has more to say.</summary>
internal static class PodTable
{
    public static IReadOnlyList<TableColumn> Columns { get; } =
    [
        Name,
        Text("Ready", pod => $"{pod.Each("status", "containerStatuses").Count(IsRunningAndReady)}/{pod.Each("spec", "containers").Count()}"),
        Text("Status", Status),
        Count("Restarts", Restarts),
        Age,
        Text("IP", pod => OrNone(pod.Text("status", "podIP")), 1),
        Text("Node", pod => OrNone(pod.Text("spec", "nodeName")), 1),
        Text("Nominated Node", pod => OrNone(pod.Text("status", "nominatedNodeName")), 1),
        Text("Readiness Gates", Gates, 1),
    ];

    private static string Status(JsonObject pod)
    {
        var reason = pod.Text("status", "reason") is { Length: > 0 } given ? given : pod.Text("status", "phase") ?? "";
        var starting = Initialization(pod);
        if (starting is not null)
        {
            reason = starting;
        }
        else
        {
            reason = Containers(pod, reason);
        }

        if (pod.At("metadata", "deletionTimestamp") is null)
        {
            return reason;
        }

        return pod.Text("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
    }

    // The first init container that is not done; null when all are.
    private static string? Initialization(JsonObject pod)
    {
        var total = pod.Each("spec", "initContainers").Count();
        foreach (var (index, container) in pod.Each("status", "initContainerStatuses").Index())
        {
            if (container.At("state", "terminated") is { } terminated)
            {
                if (terminated.Integer("exitCode") == 0)
                {
                    continue;
                }

                return "Init:" + Ended(terminated);
            }

            return container.Text("state", "waiting", "reason") is { Length: > 0 } reason and not "PodInitializing" ? $"Init:{reason}" : $"Init:{index}/{total}";
        }

        return null;
    }

    private static string Containers(JsonObject pod, string reason)
    {
        var hasRunning = false;
        foreach (var container in pod.Each("status", "containerStatuses").Reverse())
        {
            if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (container.At("state", "terminated") is { } terminated)
            {
                reason = Ended(terminated);
            }
            else if (IsRunningAndReady(container))
            {
                hasRunning = true;
            }
        }

        return reason == "Completed" && hasRunning
            ? pod.Each("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True") ? "Running" : "NotReady"
            : reason;
    }

    private static string Ended(JsonNode terminated) =>
        terminated.Text("reason") is { Length: > 0 } reason ? reason
        : terminated.Integer("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{terminated.Integer("exitCode")}";

    private static long Restarts(JsonObject pod)
    {
        var starting = Initialization(pod) is not null;
        return pod.Each("status", starting ? "initContainerStatuses" : "containerStatuses").Sum(container => container.Integer("restartCount") ?? 0);
    }

    private static bool IsRunningAndReady(JsonNode? container) => container.IsTrue("ready") && container.At("state", "running") is not null;

    private static string Gates(JsonObject pod)
    {
        var gates = pod.Each("spec", "readinessGates").Select(gate => gate.Text("conditionType")).ToList();
        var met = gates.Count(gate => pod.Each("status", "conditions").Any(condition => condition.Text("type") == gate && condition.Text("status") == "True"));
        return gates.Count == 0 ? None : $"{met}/{gates.Count}";
    }
}
