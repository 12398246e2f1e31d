using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Validation.Cluster;
using MeshBuild.Rehearsal.Validation.Definitions;
using MeshBuild.Rehearsal.Validation.Network;
using MeshBuild.Rehearsal.Validation.Pods;
using MeshBuild.Rehearsal.Validation.Workloads;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>The rules of the built-in types, each for the whole object: what a status or another subresource writes is the server's own.</summary>
internal sealed class BuiltInValidation : IValidation
{
    private static readonly Dictionary<ResourceKey, Func<WriteContext, IEnumerable<FieldError>>> Rules = new()
    {
        [ResourceKeys.Pods] = PodRules.Validate,
        [ResourceKeys.Deployments] = DeploymentRules.Validate,
        [ResourceKeys.ReplicaSets] = ReplicaSetRules.Validate,
        [new("", "replicationcontrollers")] = ReplicaSetRules.Controller,
        [ResourceKeys.StatefulSets] = StatefulSetRules.Validate,
        [ResourceKeys.DaemonSets] = DaemonSetRules.Validate,
        [ResourceKeys.Jobs] = JobRules.Job,
        [new("batch", "cronjobs")] = JobRules.CronJob,
        [ResourceKeys.DisruptionBudgets] = DisruptionBudgetRules.Validate,
        [ResourceKeys.Autoscalers] = AutoscalerRules.Validate,
        [new("networking.k8s.io", "ingresses")] = IngressRules.Validate,
        [new("networking.k8s.io", "ingressclasses")] = IngressRules.Class,
        [new("networking.k8s.io", "networkpolicies")] = NetworkPolicyRules.Validate,
        [ResourceKeys.ConfigMaps] = ConfigurationRules.ConfigMap,
        [ResourceKeys.Secrets] = ConfigurationRules.Secret,
        [ResourceKeys.Namespaces] = NamespaceRules.Validate,
        [new("", "persistentvolumeclaims")] = StorageRules.Claim,
        [new("storage.k8s.io", "storageclasses")] = StorageRules.Class,
        [ResourceKeys.PriorityClasses] = PriorityClassRules.Validate,
        [new("rbac.authorization.k8s.io", "roles")] = AccessRules.Role,
        [new("rbac.authorization.k8s.io", "clusterroles")] = AccessRules.ClusterRole,
        [new("rbac.authorization.k8s.io", "rolebindings")] = AccessRules.RoleBinding,
        [new("rbac.authorization.k8s.io", "clusterrolebindings")] = AccessRules.ClusterRoleBinding,
        [new("admissionregistration.k8s.io", "mutatingwebhookconfigurations")] = WebhookRules.Validate,
        [new("admissionregistration.k8s.io", "validatingwebhookconfigurations")] = WebhookRules.Validate,
        [new("apiextensions.k8s.io", "customresourcedefinitions")] = DefinitionRules.Validate,
    };

    public IEnumerable<FieldError> Validate(WriteContext context) =>
        context.Request.Subresource.Length == 0 && Rules.TryGetValue(context.Resource.Key, out var rule) ? rule(context) : [];
}
