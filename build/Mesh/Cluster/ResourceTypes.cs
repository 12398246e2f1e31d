namespace MeshBuild.Mesh.Cluster;

/// <summary>The types that this program names itself; all others are discovered.</summary>
public static class ResourceTypes
{
    public static ResourceType Namespaces { get; } = new("", "v1", "namespaces", "Namespace", false);
    public static ResourceType Nodes { get; } = new("", "v1", "nodes", "Node", false);
    public static ResourceType Pods { get; } = new("", "v1", "pods", "Pod", true);
    public static ResourceType Services { get; } = new("", "v1", "services", "Service", true);
    public static ResourceType ConfigMaps { get; } = new("", "v1", "configmaps", "ConfigMap", true);
    public static ResourceType Secrets { get; } = new("", "v1", "secrets", "Secret", true);
    public static ResourceType ServiceAccounts { get; } = new("", "v1", "serviceaccounts", "ServiceAccount", true);
    public static ResourceType Events { get; } = new("", "v1", "events", "Event", true);
    public static ResourceType Deployments { get; } = new("apps", "v1", "deployments", "Deployment", true);
    public static ResourceType ReplicaSets { get; } = new("apps", "v1", "replicasets", "ReplicaSet", true);
    public static ResourceType StatefulSets { get; } = new("apps", "v1", "statefulsets", "StatefulSet", true);
    public static ResourceType DaemonSets { get; } = new("apps", "v1", "daemonsets", "DaemonSet", true);
    public static ResourceType Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true);
    public static ResourceType CustomResourceDefinitions { get; } =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    public static ResourceType MutatingWebhookConfigurations { get; } =
        new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false);
    public static ResourceType ValidatingWebhookConfigurations { get; } =
        new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false);
    public static ResourceType IstioOperators { get; } = new("install.istio.io", "v1alpha1", "istiooperators", "IstioOperator", true);
    public static ResourceType Gateways { get; } = new("networking.istio.io", "v1beta1", "gateways", "Gateway", true);
    public static ResourceType VirtualServices { get; } = new("networking.istio.io", "v1beta1", "virtualservices", "VirtualService", true);
    public static ResourceType DestinationRules { get; } = new("networking.istio.io", "v1beta1", "destinationrules", "DestinationRule", true);
    public static ResourceType ServiceEntries { get; } = new("networking.istio.io", "v1beta1", "serviceentries", "ServiceEntry", true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ResourceType> Known { get; } =
    [
        Namespaces, Nodes, Pods, Services, ConfigMaps, Secrets, ServiceAccounts, Events, Deployments, ReplicaSets, StatefulSets, DaemonSets, Leases,
        CustomResourceDefinitions, MutatingWebhookConfigurations, ValidatingWebhookConfigurations, IstioOperators, Gateways, VirtualServices, DestinationRules, ServiceEntries,
    ];
}
