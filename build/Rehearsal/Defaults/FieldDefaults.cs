using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Defaults;

/// <summary>The constant defaults of the built-in types, by OpenAPI definition. Source: what Kubernetes 1.20.2 answers to an object without the field.</summary>
internal static class FieldDefaults
{
    // A definition (io.k8s. left out), then its fields, each with the JSON that stands where nothing was sent.
    private const string Table = """
        api.core.v1.PodSpec restartPolicy "Always" dnsPolicy "ClusterFirst" securityContext {} schedulerName "default-scheduler" terminationGracePeriodSeconds 30
        api.core.v1.Container terminationMessagePath "/dev/termination-log" terminationMessagePolicy "File" resources {}
        api.core.v1.ContainerPort protocol "TCP"
        api.core.v1.Probe timeoutSeconds 1 periodSeconds 10 successThreshold 1 failureThreshold 3
        api.core.v1.HTTPGetAction path "/" scheme "HTTP"
        api.core.v1.ObjectFieldSelector apiVersion "v1"
        api.core.v1.SecretVolumeSource defaultMode 420
        api.core.v1.ConfigMapVolumeSource defaultMode 420
        api.core.v1.DownwardAPIVolumeSource defaultMode 420
        api.core.v1.ProjectedVolumeSource defaultMode 420
        api.core.v1.HostPathVolumeSource type ""
        api.core.v1.ServiceAccountTokenProjection expirationSeconds 3600
        api.core.v1.ServiceSpec sessionAffinity "None" type "ClusterIP"
        api.core.v1.ServicePort protocol "TCP"
        api.core.v1.EndpointPort protocol "TCP"
        api.core.v1.Secret type "Opaque"
        api.core.v1.PersistentVolumeClaimSpec volumeMode "Filesystem"
        api.core.v1.PersistentVolumeSpec volumeMode "Filesystem" persistentVolumeReclaimPolicy "Retain"
        api.apps.v1.DeploymentSpec replicas 1 strategy {} revisionHistoryLimit 10 progressDeadlineSeconds 600
        api.apps.v1.DeploymentStrategy type "RollingUpdate"
        api.apps.v1.RollingUpdateDeployment maxSurge "25%" maxUnavailable "25%"
        api.apps.v1.ReplicaSetSpec replicas 1
        api.apps.v1.StatefulSetSpec replicas 1 podManagementPolicy "OrderedReady" updateStrategy {} revisionHistoryLimit 10
        api.apps.v1.StatefulSetUpdateStrategy type "RollingUpdate"
        api.apps.v1.RollingUpdateStatefulSetStrategy partition 0
        api.apps.v1.DaemonSetSpec updateStrategy {} revisionHistoryLimit 10
        api.apps.v1.DaemonSetUpdateStrategy type "RollingUpdate"
        api.apps.v1.RollingUpdateDaemonSet maxUnavailable 1
        api.batch.v1.JobSpec backoffLimit 6
        api.batch.v1beta1.CronJobSpec concurrencyPolicy "Allow" suspend false successfulJobsHistoryLimit 3 failedJobsHistoryLimit 1
        api.autoscaling.v1.HorizontalPodAutoscalerSpec minReplicas 1 targetCPUUtilizationPercentage 80
        api.autoscaling.v2beta1.HorizontalPodAutoscalerSpec minReplicas 1
        api.autoscaling.v2beta2.HorizontalPodAutoscalerSpec minReplicas 1
        api.rbac.v1.RoleRef apiGroup "rbac.authorization.k8s.io"
        api.admissionregistration.v1.MutatingWebhook failurePolicy "Fail" matchPolicy "Equivalent" reinvocationPolicy "Never" timeoutSeconds 10 namespaceSelector {} objectSelector {}
        api.admissionregistration.v1.ValidatingWebhook failurePolicy "Fail" matchPolicy "Equivalent" timeoutSeconds 10 namespaceSelector {} objectSelector {}
        api.admissionregistration.v1.RuleWithOperations scope "*"
        api.admissionregistration.v1.ServiceReference port 443
        api.networking.v1.NetworkPolicySpec podSelector {}
        api.networking.v1.NetworkPolicyPort protocol "TCP"
        api.networking.v1beta1.HTTPIngressPath pathType "ImplementationSpecific"
        api.extensions.v1beta1.HTTPIngressPath pathType "ImplementationSpecific"
        api.scheduling.v1.PriorityClass preemptionPolicy "PreemptLowerPriority"
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec conversion {"strategy":"None"}
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionSpec conversion {"strategy":"None"} scope "Namespaced" preserveUnknownFields true
        """;

    private static readonly Dictionary<string, (string Field, string Json)[]> Fields = Table.Split('\n').Select(line => line.TrimEnd('\r').Split(' '))
        .ToDictionary(parts => parts[0], parts => parts[1..].Chunk(2).Select(pair => (pair[0], pair[1])).ToArray(), StringComparer.Ordinal);

    /// <summary>Fills in what is missing in an object of the definition.</summary>
    public static void Apply(JsonObject value, string definition)
    {
        foreach (var (field, json) in Fields.GetValueOrDefault(definition) ?? [])
        {
            value[field] ??= JsonNode.Parse(json);
        }
    }
}
