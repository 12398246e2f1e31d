using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>The few lines that a container of a rehearsal has to say.</summary>
internal static class PodLog
{
    public static IReadOnlyList<string> Lines(JsonObject pod, string container, JsonNode status, bool isPrevious)
    {
        var spec = pod.Each("spec", "containers").Concat(pod.Each("spec", "initContainers")).First(one => one.Text("name") == container);
        var started = $"{container}: started {spec.Text("image")} (rehearsal: nothing runs here)";
        var last = (isPrevious ? status.At("lastState") : status.At("state"))
            .At("terminated") ?? (status.At("state", "waiting") is null ? null : status.At("lastState", "terminated"));
        return last is null
            ? [started, .. spec.Each("ports").Select(port => $"{container}: listening on port {port.Integer("containerPort")}")]
            : last.Integer("exitCode") is null or 0
                ? [started, $"{container}: done"]
                : [started, $"{container}: fatal: the scenario lets this container fail",
                    $"{container}: exit status {last.Integer("exitCode")}"];
    }

    /// <summary>When the container that logs was started.</summary>
    public static string Since(JsonNode status, bool isPrevious) =>
        (isPrevious ? null : status.Text("state", "running", "startedAt") ?? status.Text("state", "terminated", "startedAt"))
        ?? status.Text("lastState", "terminated", "startedAt") ?? "";
}
