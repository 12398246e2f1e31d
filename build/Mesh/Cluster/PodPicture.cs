using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Cluster;

/// <summary>A pod as <c>kubectl get pods</c> shows it.</summary>
/// <param name="Pod">The pod itself.</param>
/// <param name="ReadyContainers">How many containers are ready.</param>
/// <param name="Containers">How many it has.</param>
/// <param name="Status">The phase, or the reason why it is not running.</param>
/// <param name="Restarts">Of all its containers.</param>
public sealed record PodPicture(KubeObject Pod, int ReadyContainers, int Containers, string Status, int Restarts)
{
    private static readonly string[] Columns = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"];

    public string Name => Pod.Name;

    /// <summary>Whether a container is the sidecar.</summary>
    public bool HasSidecar => Specs(Pod, "containers").Any(container => (string?)container?["name"] == "istio-proxy");

    /// <summary>Whether every container is ready.</summary>
    public bool IsReady => ReadyContainers == Containers && Status == "Running";

    /// <summary>Whether it has run to its end, as a Job's pod.</summary>
    public bool IsCompleted => Status is "Completed" or "Succeeded";

    /// <summary>Reads a pod.</summary>
    public static PodPicture Of(KubeObject pod)
    {
        var statuses = Statuses(pod, "containerStatuses").ToList();
        return new PodPicture(pod, statuses.Count(status => (bool?)status["ready"] == true), Specs(pod, "containers").Count, StatusOf(pod),
            statuses.Concat(Statuses(pod, "initContainerStatuses")).Sum(status => (int?)status["restartCount"] ?? 0));
    }

    /// <summary>The table of pods, as kubectl prints it.</summary>
    public static Table Table(IEnumerable<PodPicture> pods, DateTimeOffset now, string? title = null) =>
        new(Columns, [.. pods.OrderBy(pod => pod.Name, StringComparer.Ordinal).Select(pod => new[]
        {
            pod.Name, $"{pod.ReadyContainers}/{pod.Containers}", pod.Status, pod.Restarts.ToString(CultureInfo.InvariantCulture), pod.Age(now),
        })], title);

    private string Age(DateTimeOffset now)
    {
        if (!DateTimeOffset.TryParse((string?)Pod.At("metadata", "creationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created))
        {
            return "?";
        }

        var age = now - created;
        return age switch
        {
            { TotalSeconds: < 120 } => $"{Math.Max(0, (int)age.TotalSeconds)}s",
            { TotalMinutes: < 120 } => $"{(int)age.TotalMinutes}m",
            { TotalHours: < 48 } => $"{(int)age.TotalHours}h",
            _ => $"{(int)age.TotalDays}d",
        };
    }

    private static string StatusOf(KubeObject pod)
    {
        if (pod.IsTerminating)
        {
            return "Terminating";
        }

        var init = Statuses(pod, "initContainerStatuses").ToList();
        var finished = init.TakeWhile(status => (int?)status["state"]?["terminated"]?["exitCode"] == 0).Count();
        if (finished < init.Count)
        {
            return "Init:" + (Reason(init[finished]) is { } reason and not "PodInitializing" ? reason : $"{finished}/{init.Count}");
        }

        var statuses = Statuses(pod, "containerStatuses").ToList();
        var reasons = statuses.Select(Reason).OfType<string>().ToList();
        if (reasons.FirstOrDefault(reason => reason != "Completed") is { } bad)
        {
            return bad;
        }

        if (reasons.Count > 0)
        {
            // A container has done its work; the pod has not while another one runs.
            return statuses.All(status => status["state"]?["running"] is null) ? "Completed"
                : statuses.Any(status => (bool?)status["ready"] == true) ? "Running" : "NotReady";
        }

        return (string?)pod.At("status", "reason") ?? (string?)pod.At("status", "phase") ?? "Unknown";
    }

    private static string? Reason(JsonObject status) =>
        (string?)status["state"]?["waiting"]?["reason"] ?? (string?)status["state"]?["terminated"]?["reason"];

    private static IEnumerable<JsonObject> Statuses(KubeObject pod, string list) =>
        (pod.At("status", list) as JsonArray ?? []).OfType<JsonObject>();

    private static JsonArray Specs(KubeObject pod, string list) => pod.At("spec", list) as JsonArray ?? [];
}
