using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>How 1.20's storage treats the types: which count generations, which have a status, and with what it begins.</summary>
internal static class ObjectRules
{
    private static readonly HashSet<ResourceKey> Generations =
    [
        new("", "replicationcontrollers"), new("apps", "deployments"), new("apps", "replicasets"), new("apps", "statefulsets"),
        new("apps", "daemonsets"), new("networking.k8s.io", "ingresses"), new("networking.k8s.io", "ingressclasses"),
        new("networking.k8s.io", "networkpolicies"), new("policy", "poddisruptionbudgets"),
        new("admissionregistration.k8s.io", "validatingwebhookconfigurations"), new("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
        new("scheduling.k8s.io", "priorityclasses"), new("discovery.k8s.io", "endpointslices"),
        new("flowcontrol.apiserver.k8s.io", "flowschemas"), new("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations"),
        new("apiextensions.k8s.io", "customresourcedefinitions"),
    ];

    private static readonly Dictionary<ResourceKey, string> FirstStatus = new()
    {
        [new("", "pods")] = """{"phase":"Pending","qosClass":"BestEffort"}""",
        [new("", "services")] = """{"loadBalancer":{}}""",
        [new("", "replicationcontrollers")] = """{"replicas":0}""",
        [new("", "namespaces")] = """{"phase":"Active"}""",
        [new("", "persistentvolumeclaims")] = """{"phase":"Pending"}""",
        [new("", "persistentvolumes")] = """{"phase":"Pending"}""",
        [new("apps", "statefulsets")] = """{"replicas":0}""",
        [new("apps", "replicasets")] = """{"replicas":0}""",
        [new("apps", "daemonsets")] = """{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,"numberReady":0}""",
        [new("networking.k8s.io", "ingresses")] = """{"loadBalancer":{}}""",
        [new("policy", "poddisruptionbudgets")] = """{"currentHealthy":0,"desiredHealthy":0,"disruptionsAllowed":0,"expectedPods":0}""",
        [new("autoscaling", "horizontalpodautoscalers")] = """{"currentReplicas":0,"desiredReplicas":0}""",
        [new("apiextensions.k8s.io", "customresourcedefinitions")] = """{"acceptedNames":{"kind":"","plural":""},"conditions":null}""",
    };

    // A PUT creates what is not there.
    private static readonly HashSet<ResourceKey> CreatedByUpdate =
    [
        new("", "endpoints"), new("", "events"), new("", "limitranges"), new("", "services"), new("", "podtemplates"),
        new("rbac.authorization.k8s.io", "roles"), new("rbac.authorization.k8s.io", "rolebindings"),
        new("rbac.authorization.k8s.io", "clusterroles"), new("rbac.authorization.k8s.io", "clusterrolebindings"),
        new("coordination.k8s.io", "leases"), new("scheduling.k8s.io", "priorityclasses"),
    ];

    // An update must name the version that it replaces.
    private static readonly HashSet<ResourceKey> VersionRequired =
    [
        new("apiextensions.k8s.io", "customresourcedefinitions"), new("apiregistration.k8s.io", "apiservices"),
        new("policy", "poddisruptionbudgets"), new("coordination.k8s.io", "leases"), new("discovery.k8s.io", "endpointslices"),
        new("admissionregistration.k8s.io", "validatingwebhookconfigurations"), new("admissionregistration.k8s.io", "mutatingwebhookconfigurations"),
    ];

    // Dependents outlive these unless the deletion says otherwise.
    private static readonly HashSet<ResourceKey> Orphaning = [new("", "replicationcontrollers"), new("batch", "jobs")];

    public static bool HasGeneration(ResourceDefinition resource) => resource.Custom is not null || Generations.Contains(resource.Key);

    public static bool HasStatus(ResourceDefinition resource) => resource.Subresources.ContainsKey("status");

    public static bool CreatesOnUpdate(ResourceDefinition resource) => CreatedByUpdate.Contains(resource.Key);

    public static bool RequiresVersion(ResourceDefinition resource) => resource.Custom is not null || VersionRequired.Contains(resource.Key);

    public static bool OrphansByDefault(ResourceDefinition resource) => Orphaning.Contains(resource.Key);

    /// <summary>The status of a new object; null for none. A node brings its own.</summary>
    public static JsonNode? NewStatus(ResourceDefinition resource, JsonObject value) =>
        resource.Custom is not null ? null
        : resource.Key == new ResourceKey("", "nodes") ? value["status"]?.DeepClone()
        : FirstStatus.TryGetValue(resource.Key, out var text) ? JsonNode.Parse(text) : new JsonObject();

    /// <summary>Whether what the generation counts differs: everything but metadata and, where it is a subresource, the status.</summary>
    public static bool SpecDiffers(JsonObject left, JsonObject right, bool withStatus)
    {
        static bool Counts(string name, bool withStatus) => name is not ("metadata" or "apiVersion" or "kind") && (withStatus || name != "status");

        return left.Any(field => Counts(field.Key, withStatus) && !JsonNode.DeepEquals(field.Value, right[field.Key]))
            || right.Any(field => Counts(field.Key, withStatus) && field.Value is not null && !left.ContainsKey(field.Key));
    }

    public static string Timestamp(TimeProvider time) => JsonText.Timestamp(time.GetUtcNow());
}
