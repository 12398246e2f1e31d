using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;
using static MeshBuild.Rehearsal.Tables.Cells;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>What makes pods.</summary>
internal static class WorkloadTables
{
    public static IReadOnlyList<TableColumn> Deployments { get; } =
    [
        Name,
        Text("Ready", value => $"{Status(value, "readyReplicas")}/{Desired(value)}"),
        new TableColumn("Up-to-date", (value, _) => Status(value, "updatedReplicas")),
        new TableColumn("Available", (value, _) => Status(value, "availableReplicas")),
        Age,
        .. Template(true, "spec", "template"),
    ];

    public static IReadOnlyList<TableColumn> ReplicaSets { get; } =
    [
        Name, Count("Desired", Desired), Count("Current", value => Status(value, "replicas")), Count("Ready", value => Status(value, "readyReplicas")), Age,
        .. Template(true, "spec", "template"),
    ];

    public static IReadOnlyList<TableColumn> StatefulSets { get; } =
        [Name, Text("Ready", value => $"{Status(value, "readyReplicas")}/{Desired(value)}"), Age, .. Template(false, "spec", "template")];

    public static IReadOnlyList<TableColumn> DaemonSets { get; } =
    [
        Name,
        Count("Desired", value => Status(value, "desiredNumberScheduled")),
        Count("Current", value => Status(value, "currentNumberScheduled")),
        Count("Ready", value => Status(value, "numberReady")),
        Count("Up-to-date", value => Status(value, "updatedNumberScheduled")),
        Count("Available", value => Status(value, "numberAvailable")),
        Text("Node Selector", value => Selector(value.At("spec", "template", "spec", "nodeSelector"))),
        Age,
        .. Template(true, "spec", "template"),
    ];

    public static IReadOnlyList<TableColumn> Jobs { get; } =
        [Name, Text("Completions", Completions), new TableColumn("Duration", Duration), Age, .. Template(true, "spec", "template")];

    public static IReadOnlyList<TableColumn> CronJobs { get; } =
    [
        Name,
        Text("Schedule", value => value.Text("spec", "schedule")),
        new TableColumn("Suspend", (value, _) => value.IsTrue("spec", "suspend") ? "True" : "False") { Type = "boolean" },
        Count("Active", value => value.Each("status", "active").Count()),
        new TableColumn("Last Schedule", (value, now) => value.At("status", "lastScheduleTime") is { } last ? HumanDuration.Since(last, now) : None),
        Age,
        .. Template(true, "spec", "jobTemplate", "spec", "template"),
    ];

    public static IReadOnlyList<TableColumn> ControllerRevisions { get; } =
    [
        Name,
        Text("Controller", value => value.Each("metadata", "ownerReferences").FirstOrDefault(owner => owner.IsTrue("controller")) is { } owner
            ? $"{owner.Text("kind")?.ToLowerInvariant()}{(owner.Text("apiVersion")?.Split('/') is [var group, _] ? $".{group}" : "")}/{owner.Text("name")}" : None),
        new TableColumn("Revision", (value, _) => value.Integer("revision") ?? 0),
        Age,
    ];

    public static IReadOnlyList<TableColumn> Autoscalers { get; } =
    [
        Name,
        Text("Reference", value => $"{value.Text("spec", "scaleTargetRef", "kind")}/{value.Text("spec", "scaleTargetRef", "name")}"),
        Text("Targets", Targets),
        Text("MinPods", value => value.Integer("spec", "minReplicas")?.ToString(CultureInfo.InvariantCulture) ?? "<unset>"),
        new TableColumn("MaxPods", (value, _) => value.Integer("spec", "maxReplicas") ?? 0),
        new TableColumn("Replicas", (value, _) => Status(value, "currentReplicas")),
        Age,
    ];

    public static IReadOnlyList<TableColumn> DisruptionBudgets { get; } =
    [
        Name,
        Text("Min Available", value => value.At("spec", "minAvailable")?.ToString() ?? "N/A"),
        Text("Max Unavailable", value => value.At("spec", "maxUnavailable")?.ToString() ?? "N/A"),
        Count("Allowed Disruptions", value => Status(value, "disruptionsAllowed")),
        Age,
    ];

    private static long Status(JsonObject value, string name) => value.Integer("status", name) ?? 0;

    private static long Desired(JsonObject value) => value.Integer("spec", "replicas") ?? 0;

    private static string Completions(JsonObject job)
    {
        var succeeded = Status(job, "succeeded");
        if (job.Integer("spec", "completions") is { } completions)
        {
            return $"{succeeded}/{completions}";
        }

        var parallelism = job.Integer("spec", "parallelism") ?? 0;
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static JsonNode? Duration(JsonObject job, DateTimeOffset now)
    {
        DateTimeOffset? Time(string name) => job.Text("status", name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : null;

        return Time("startTime") is { } start ? HumanDuration.Of((Time("completionTime") ?? now) - start) : "";
    }

    // autoscaling/v1 has the target of the processor alone.
    private static string Targets(JsonObject value) => value.Integer("spec", "targetCPUUtilizationPercentage") is { } target
        ? $"{value.Integer("status", "currentCPUUtilizationPercentage")?.ToString(CultureInfo.InvariantCulture) ?? "<unknown>"}{(value.Integer("status", "currentCPUUtilizationPercentage") is null ? "" : "%")}/{target}%"
        : value.Each("spec", "metrics").Any() ? "<unknown>" : None;
}
