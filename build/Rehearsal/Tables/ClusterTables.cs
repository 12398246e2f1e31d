using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;
using static MeshBuild.Rehearsal.Tables.Cells;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>Nodes, events, bindings, storage.</summary>
internal static class ClusterTables
{
    private const string RoleLabel = "node-role.kubernetes.io/";

    public static IReadOnlyList<TableColumn> Nodes { get; } =
    [
        Name,
        Text("Status", NodeStatus),
        Text("Roles", node => OrNone(string.Join(",", (node.At("metadata", "labels") as JsonObject ?? [])
            .Select(label => label.Key.StartsWith(RoleLabel, StringComparison.Ordinal) ? label.Key[RoleLabel.Length..]
                : label.Key == "kubernetes.io/role" ? label.Value?.ToString() ?? "" : "").Where(role => role.Length > 0).Order(StringComparer.Ordinal)))),
        Age,
        Text("Version", node => node.Text("status", "nodeInfo", "kubeletVersion")),
        Text("Internal-IP", node => Address(node, "InternalIP"), 1),
        Text("External-IP", node => Address(node, "ExternalIP"), 1),
        Text("OS-Image", node => Information(node, "osImage"), 1),
        Text("Kernel-Version", node => Information(node, "kernelVersion"), 1),
        Text("Container-Runtime", node => Information(node, "containerRuntimeVersion"), 1),
    ];

    public static IReadOnlyList<TableColumn> Events { get; } =
    [
        new TableColumn("Last Seen", (value, now) => HumanDuration.Since(value["lastTimestamp"] ?? value["eventTime"], now)),
        Text("Type", value => value.Text("type")),
        Text("Reason", value => value.Text("reason")),
        Text("Object", value => value.Text("involvedObject", "name") is { Length: > 0 } name
            ? $"{value.Text("involvedObject", "kind")?.ToLowerInvariant()}/{name}" : value.Text("involvedObject", "kind")?.ToLowerInvariant() ?? ""),
        Text("Subobject", value => value.Text("involvedObject", "fieldPath") ?? "", 1),
        Text("Source", Source, 1),
        Text("Message", value => value.Text("message")?.Trim()),
        new TableColumn("First Seen", (value, now) => HumanDuration.Since(value["firstTimestamp"] ?? value["eventTime"], now)) { Priority = 1 },
        new TableColumn("Count", (value, _) => value.Integer("count") is > 0 and var count ? count : 1) { Priority = 1 },
        Name with { Priority = 1 },
    ];

    public static IReadOnlyList<TableColumn> Bindings { get; } =
    [
        Name,
        Text("Role", value => $"{value.Text("roleRef", "kind")}/{value.Text("roleRef", "name")}"),
        Age,
        Text("Users", value => Subjects(value, "User"), 1),
        Text("Groups", value => Subjects(value, "Group"), 1),
        Text("ServiceAccounts", value => Subjects(value, "ServiceAccount"), 1),
    ];

    public static IReadOnlyList<TableColumn> Claims { get; } =
    [
        Name,
        Text("Status", value => value.At("metadata", "deletionTimestamp") is null ? value.Text("status", "phase") : "Terminating"),
        Text("Volume", value => value.Text("spec", "volumeName") ?? ""),
        Text("Capacity", value => value.Text("spec", "volumeName") is { Length: > 0 } ? value.Text("status", "capacity", "storage") ?? "" : ""),
        Text("Access Modes", value => value.Text("spec", "volumeName") is { Length: > 0 }
            ? string.Join(",", value.Each("status", "accessModes").Select(mode => mode.Text() switch { "ReadWriteOnce" => "RWO", "ReadOnlyMany" => "ROX", _ => "RWX" })) : ""),
        Text("StorageClass", value => value.Text("spec", "storageClassName") ?? ""),
        Age,
        Text("VolumeMode", value => value.Text("spec", "volumeMode") ?? "<unset>", 1),
    ];

    public static IReadOnlyList<TableColumn> StorageClasses { get; } =
    [
        new TableColumn("Name", (value, _) => value.Text("metadata", "name")
            + (value.Text("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true" ? " (default)" : "")) { Format = "name" },
        Text("Provisioner", value => value.Text("provisioner")),
        Text("ReclaimPolicy", value => value.Text("reclaimPolicy") ?? "Delete"),
        Text("VolumeBindingMode", value => value.Text("volumeBindingMode") ?? "Immediate"),
        new TableColumn("AllowVolumeExpansion", (value, _) => value.IsTrue("allowVolumeExpansion")),
        Age,
    ];

    public static IReadOnlyList<TableColumn> ApiServices { get; } =
    [
        Name,
        Text("Service", value => value.At("spec", "service") is { } service ? $"{service.Text("namespace")}/{service.Text("name")}" : "Local"),
        Text("Available", value => value.Each("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Available").Text("status") ?? "Unknown"),
        Age,
    ];

    private static string NodeStatus(JsonObject node)
    {
        var ready = node.Each("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready");
        var status = ready is null ? "Unknown" : ready.Text("status") == "True" ? "Ready" : "NotReady";
        return node.IsTrue("spec", "unschedulable") ? $"{status},SchedulingDisabled" : status;
    }

    private static string Address(JsonObject node, string type) =>
        OrNone(node.Each("status", "addresses").FirstOrDefault(address => address.Text("type") == type).Text("address"));

    private static string Information(JsonObject node, string name) => node.Text("status", "nodeInfo", name) is { Length: > 0 } text ? text : "<unknown>";

    private static string Source(JsonObject value)
    {
        var (component, host) = (value.Text("source", "component") ?? value.Text("reportingComponent") ?? "", value.Text("source", "host") ?? "");
        return host.Length > 0 ? $"{component}, {host}" : component;
    }

    private static string Subjects(JsonObject binding, string kind) => string.Join(", ", binding.Each("subjects").Where(subject => subject.Text("kind") == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")));
}
