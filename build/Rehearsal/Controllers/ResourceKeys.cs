using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>The types that controllers work with.</summary>
internal static class ResourceKeys
{
    public static ResourceKey Pods { get; } = new("", "pods");
    public static ResourceKey Nodes { get; } = new("", "nodes");
    public static ResourceKey Services { get; } = new("", "services");
    public static ResourceKey Endpoints { get; } = new("", "endpoints");
    public static ResourceKey EndpointSlices { get; } = new("discovery.k8s.io", "endpointslices");
    public static ResourceKey Namespaces { get; } = new("", "namespaces");
    public static ResourceKey ServiceAccounts { get; } = new("", "serviceaccounts");
    public static ResourceKey Secrets { get; } = new("", "secrets");
    public static ResourceKey ConfigMaps { get; } = new("", "configmaps");
    public static ResourceKey Events { get; } = new("", "events");
    public static ResourceKey Deployments { get; } = new("apps", "deployments");
    public static ResourceKey ReplicaSets { get; } = new("apps", "replicasets");
    public static ResourceKey StatefulSets { get; } = new("apps", "statefulsets");
    public static ResourceKey DaemonSets { get; } = new("apps", "daemonsets");
    public static ResourceKey ControllerRevisions { get; } = new("apps", "controllerrevisions");
    public static ResourceKey Jobs { get; } = new("batch", "jobs");
    public static ResourceKey DisruptionBudgets { get; } = new("policy", "poddisruptionbudgets");
    public static ResourceKey Autoscalers { get; } = new("autoscaling", "horizontalpodautoscalers");
    public static ResourceKey PriorityClasses { get; } = new("scheduling.k8s.io", "priorityclasses");
}
