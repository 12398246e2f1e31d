using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using static MeshBuild.Rehearsal.Tables.Cells;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>The columns of the built-in types in 1.20.</summary>
internal static class BuiltInTables
{
    private static readonly Dictionary<ResourceKey, IReadOnlyList<TableColumn>> Tables = new()
    {
        [new("", "pods")] = PodTable.Columns,
        [new("", "services")] = ServiceTables.Services,
        [new("", "endpoints")] = ServiceTables.Endpoints,
        [new("discovery.k8s.io", "endpointslices")] = ServiceTables.EndpointSlices,
        [new("networking.k8s.io", "ingresses")] = ServiceTables.Ingresses,
        [new("apps", "deployments")] = WorkloadTables.Deployments,
        [new("apps", "replicasets")] = WorkloadTables.ReplicaSets,
        [new("", "replicationcontrollers")] = WorkloadTables.ReplicaSets,
        [new("apps", "statefulsets")] = WorkloadTables.StatefulSets,
        [new("apps", "daemonsets")] = WorkloadTables.DaemonSets,
        [new("batch", "jobs")] = WorkloadTables.Jobs,
        [new("batch", "cronjobs")] = WorkloadTables.CronJobs,
        [new("apps", "controllerrevisions")] = WorkloadTables.ControllerRevisions,
        [new("autoscaling", "horizontalpodautoscalers")] = WorkloadTables.Autoscalers,
        [new("policy", "poddisruptionbudgets")] = WorkloadTables.DisruptionBudgets,
        [new("", "nodes")] = ClusterTables.Nodes,
        [new("", "events")] = ClusterTables.Events,
        [new("", "namespaces")] = [Name, Text("Status", value => value.Text("status", "phase")), Age],
        [new("", "configmaps")] = [Name, new("Data", (value, _) => Entries(value, "data") + Entries(value, "binaryData")), Age],
        [new("", "secrets")] = [Name, Text("Type", value => value.Text("type")), Text("Data", value => $"{Entries(value, "data")}"), Age],
        [new("", "serviceaccounts")] = [Name, Text("Secrets", value => $"{value.Each("secrets").Count()}"), Age],
        [new("", "persistentvolumeclaims")] = ClusterTables.Claims,
        [new("rbac.authorization.k8s.io", "rolebindings")] = ClusterTables.Bindings,
        [new("rbac.authorization.k8s.io", "clusterrolebindings")] = ClusterTables.Bindings,
        [new("admissionregistration.k8s.io", "mutatingwebhookconfigurations")] = [Name, Count("Webhooks", value => value.Each("webhooks").Count()), Age],
        [new("admissionregistration.k8s.io", "validatingwebhookconfigurations")] = [Name, Count("Webhooks", value => value.Each("webhooks").Count()), Age],
        [new("networking.k8s.io", "networkpolicies")] = [Name, Text("Pod-Selector", value => Selector(value.At("spec", "podSelector"))), Age],
        [new("networking.k8s.io", "ingressclasses")] =
            [Name, Text("Controller", value => value.Text("spec", "controller")), Text("Parameters", value => Reference(value.At("spec", "parameters"))), Age],
        [new("storage.k8s.io", "storageclasses")] = ClusterTables.StorageClasses,
        [new("coordination.k8s.io", "leases")] = [Name, Text("Holder", value => value.Text("spec", "holderIdentity") ?? ""), Age],
        [new("scheduling.k8s.io", "priorityclasses")] = [Name, Count("Value", value => value.Integer("value") ?? 0), Flag("Global-Default", "globalDefault"), Age],
        [new("apiregistration.k8s.io", "apiservices")] = ClusterTables.ApiServices,
        [new("node.k8s.io", "runtimeclasses")] = [Name, Text("Handler", value => value.Text("handler")), Age],
    };

    /// <summary>Null where the server prints name and creation time.</summary>
    public static IReadOnlyList<TableColumn>? Find(ResourceKey resource) => Tables.GetValueOrDefault(resource);

    private static int Entries(JsonObject value, string name) => (value[name] as JsonObject)?.Count ?? 0;

    private static string Reference(JsonNode? reference) => reference is null ? None
        : reference.Text("apiGroup") is { Length: > 0 } group ? $"{reference.Text("kind")}.{group}/{reference.Text("name")}" : $"{reference.Text("kind")}/{reference.Text("name")}";
}
