using System.Collections.Frozen;
using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Purge;

/// <summary>
/// The names that Istio 1.10's demo profile and the sample addons give their objects, for a cluster whose inventory is
/// missing or does not name them. Source: the release's own manifests and what a plain uninstall left behind.
/// </summary>
public static class IstioNames
{
    /// <summary>The namespace of the control plane and the addons.</summary>
    public const string SystemNamespace = "istio-system";

    /// <summary>The ConfigMap that istiod writes into every namespace.</summary>
    public const string RootCertificate = "istio-ca-root-cert";

    private const string KialiGroup = "monitoring.kiali.io";

    private static readonly FrozenSet<(string Kind, string Name)> ControlPlane = Names(
        ("ServiceAccount", "istio-egressgateway-service-account istio-ingressgateway-service-account istio-reader-service-account istiod-service-account"),
        ("EnvoyFilter", "metadata-exchange-1.9 metadata-exchange-1.10 stats-filter-1.9 stats-filter-1.10 tcp-metadata-exchange-1.9 "
            + "tcp-metadata-exchange-1.10 tcp-stats-filter-1.9 tcp-stats-filter-1.10"),
        ("ConfigMap", "istio istio-sidecar-injector istio-leader istio-namespace-controller-election istio-validation-controller-election "
            + "istio-gateway-status-leader istio-ca-root-cert"),
        ("Secret", "istio-ca-secret"),
        ("Deployment", "istiod istio-ingressgateway istio-egressgateway"),
        ("Service", "istiod istio-ingressgateway istio-egressgateway"),
        ("PodDisruptionBudget", "istiod istio-ingressgateway istio-egressgateway"),
        ("HorizontalPodAutoscaler", "istiod istio-ingressgateway istio-egressgateway"),
        ("Role", "istio-egressgateway-sds istio-ingressgateway-sds istiod-istio-system"),
        ("RoleBinding", "istio-egressgateway-sds istio-ingressgateway-sds istiod-istio-system"),
        ("IstioOperator", "installed-state"));

    private static readonly FrozenSet<(string Kind, string Name)> ClusterWide = Names(
        ("ClusterRole", "istio-reader-istio-system istiod-istio-system"),
        ("ClusterRoleBinding", "istio-reader-istio-system istiod-istio-system"),
        ("MutatingWebhookConfiguration", "istio-sidecar-injector"),
        ("ValidatingWebhookConfiguration", "istiod-istio-system"),
        ("Namespace", SystemNamespace));

    private static readonly FrozenSet<(string Kind, string Name)> Addons = Names(
        ("ServiceAccount", "grafana kiali prometheus"),
        ("ConfigMap", "grafana istio-grafana-dashboards istio-services-grafana-dashboards kiali prometheus"),
        ("Service", "grafana tracing zipkin jaeger-collector kiali prometheus"),
        ("Deployment", "grafana jaeger kiali prometheus"),
        ("Role", "kiali-controlplane"),
        ("RoleBinding", "kiali-controlplane"));

    private static readonly FrozenSet<(string Kind, string Name)> ClusterWideAddons = Names(
        ("ClusterRole", "kiali kiali-viewer prometheus"),
        ("ClusterRoleBinding", "kiali prometheus"),
        ("CustomResourceDefinition", "monitoringdashboards.monitoring.kiali.io"));

    /// <summary>Whether the API group is one of Istio's, <c>networking.istio.io</c> and the like.</summary>
    public static bool IsIstioGroup(string group) => group.EndsWith(".istio.io", StringComparison.Ordinal);

    /// <summary>Whether it is a part of the control plane, or something that the control plane wrote.</summary>
    public static bool IsControlPlane(ObjectIdentity identity) => identity.Namespace switch
    {
        "" => ClusterWide.Contains((identity.Kind, identity.Name))
            || (identity.Kind == "CustomResourceDefinition" && IsIstioGroup(identity.Name)),
        SystemNamespace => ControlPlane.Contains((identity.Kind, identity.Name)),
        _ => identity is { Kind: "ConfigMap", Name: RootCertificate },
    };

    /// <summary>Whether it is a part of the sample addons.</summary>
    public static bool IsAddon(ObjectIdentity identity) => identity.Namespace switch
    {
        "" => ClusterWideAddons.Contains((identity.Kind, identity.Name)),
        SystemNamespace => identity.Group == KialiGroup || Addons.Contains((identity.Kind, identity.Name)),
        _ => false,
    };

    private static FrozenSet<(string Kind, string Name)> Names(params (string Kind, string Names)[] rows) =>
        rows.SelectMany(row => row.Names.Split(' ', StringSplitOptions.RemoveEmptyEntries), (row, name) => (row.Kind, name)).ToFrozenSet();
}
