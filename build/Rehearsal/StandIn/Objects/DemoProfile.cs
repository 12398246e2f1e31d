using System.Text.Json.Nodes;
using static MeshBuild.Rehearsal.StandIn.Objects.Manifest;

namespace MeshBuild.Rehearsal.StandIn.Objects;

/// <summary>The objects of the demo profile, component by component: the genuine ones' kinds and names, with no more in them than is needed.</summary>
internal static class DemoProfile
{
    public const string Version = "1.10.0";
    public const string Pilot = $"docker.io/istio/pilot:{Version}";
    public const string Proxy = $"docker.io/istio/proxyv2:{Version}";

    private const string Policy = "policy/v1beta1";
    private const string Rbac = "rbac.authorization.k8s.io/v1";

    public static IReadOnlyList<(string Plural, string Group, string Kind, string Versions)> Types { get; } =
    [
        ("authorizationpolicies", "security.istio.io", "AuthorizationPolicy", "v1beta1"),
        ("destinationrules", "networking.istio.io", "DestinationRule", "v1alpha3 v1beta1"),
        ("envoyfilters", "networking.istio.io", "EnvoyFilter", "v1alpha3"),
        ("gateways", "networking.istio.io", "Gateway", "v1alpha3 v1beta1"),
        ("istiooperators", "install.istio.io", "IstioOperator", "v1alpha1"),
        ("peerauthentications", "security.istio.io", "PeerAuthentication", "v1beta1"),
        ("requestauthentications", "security.istio.io", "RequestAuthentication", "v1beta1"),
        ("serviceentries", "networking.istio.io", "ServiceEntry", "v1alpha3 v1beta1"),
        ("sidecars", "networking.istio.io", "Sidecar", "v1alpha3 v1beta1"),
        ("telemetries", "telemetry.istio.io", "Telemetry", "v1alpha1"),
        ("virtualservices", "networking.istio.io", "VirtualService", "v1alpha3 v1beta1"),
        ("workloadentries", "networking.istio.io", "WorkloadEntry", "v1alpha3 v1beta1"),
        ("workloadgroups", "networking.istio.io", "WorkloadGroup", "v1alpha3"),
    ];

    /// <summary>What istioctl calls "Istio core".</summary>
    public static IReadOnlyList<JsonObject> Core { get; } =
    [
        .. Types.Select(type => Definition(type.Plural, type.Group, type.Kind, type.Versions.Split(' '))),
        Of("v1", "ServiceAccount", "istio-reader-service-account"),
        Of("v1", "ServiceAccount", "istiod-service-account"),
        Of(Rbac, "ClusterRole", "istio-reader-istio-system", null, Json("""{"rules": [{"apiGroups": [""], "resources": ["pods", "services"], "verbs": ["get", "list", "watch"]}]}""")),
        Of(Rbac, "ClusterRole", "istiod-istio-system", null, Json("""
            {"rules": [
              {"apiGroups": ["admissionregistration.k8s.io"], "resources": ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"], "verbs": ["get", "list", "patch"]},
              {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["get", "list"]},
              {"apiGroups": [""], "resources": ["configmaps", "secrets"], "verbs": ["get", "create", "update", "patch"]}]}
            """)),
        Binding("ClusterRoleBinding", "istio-reader-istio-system", null, "ClusterRole", "istio-reader-istio-system", "istio-reader-service-account"),
        Binding("ClusterRoleBinding", "istiod-istio-system", null, "ClusterRole", "istiod-istio-system", "istiod-service-account"),
        Of("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "istiod-istio-system", null, Json("""
            {"webhooks": [{"name": "rev.validation.istio.io", "sideEffects": "None", "failurePolicy": "Ignore", "admissionReviewVersions": ["v1"],
              "clientConfig": {"service": {"name": "istiod", "namespace": "istio-system", "path": "/validate", "port": 443}},
              "rules": [{"operations": ["CREATE", "UPDATE"], "apiGroups": ["networking.istio.io", "security.istio.io"], "apiVersions": ["*"], "resources": ["*"]}]}]}
            """)),
    ];

    /// <summary>What istioctl calls "Istiod".</summary>
    public static IReadOnlyList<JsonObject> Istiod { get; } =
    [
        .. new[] { "metadata-exchange", "stats-filter", "tcp-metadata-exchange", "tcp-stats-filter" }
            .SelectMany(_ => new[] { "1.10", "1.9" }, (filter, version) => Of("networking.istio.io/v1alpha3", "EnvoyFilter", $"{filter}-{version}", SystemNamespace, Json("""{"spec": {"configPatches": []}}"""))),
        Of("v1", "ConfigMap", "istio", SystemNamespace, Json("""{"data": {"mesh": "accessLogFile: /dev/stdout\n"}}""")),
        Of("v1", "ConfigMap", "istio-sidecar-injector", SystemNamespace, Json("""{"data": {"values": "{}"}}""")),
        Of("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "istio-sidecar-injector", null, new JsonObject { ["webhooks"] = Webhooks() }),
        Deployment("istiod", "istiod-service-account",
            [Container("discovery", Pilot, "/ready", 8080, """, "args": ["discovery"], "env": [{"name": "DOTNET_TieredPGO", "value": "0"}] """)],
            """, "istio": "pilot", "istio.io/rev": "default" """),
        Of(Policy, "PodDisruptionBudget", "istiod", SystemNamespace, Json("""{"spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "istiod"}}}}""")),
        Of(Rbac, "Role", "istiod-istio-system", SystemNamespace, Json("""{"rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["create", "get", "patch"]}]}""")),
        Binding("RoleBinding", "istiod-istio-system", SystemNamespace, "Role", "istiod-istio-system", "istiod-service-account"),
        Service("istiod", "istiod", """[{"name": "grpc-xds", "port": 15010}, {"name": "https-dns", "port": 15012}, {"name": "https-webhook", "port": 443, "targetPort": 15017}, {"name": "http-monitoring", "port": 15014}]"""),
    ];

    public static IReadOnlyList<JsonObject> Ingress { get; } = Gateway("istio-ingressgateway", "LoadBalancer",
        """[{"name": "status-port", "port": 15021}, {"name": "http2", "port": 80, "targetPort": 8080}, {"name": "https", "port": 443, "targetPort": 8443}, {"name": "tcp", "port": 31400}, {"name": "tls", "port": 15443}]""");

    public static IReadOnlyList<JsonObject> Egress { get; } = Gateway("istio-egressgateway", "ClusterIP",
        """[{"name": "http2", "port": 80, "targetPort": 8080}, {"name": "https", "port": 443, "targetPort": 8443}, {"name": "tls", "port": 15443}]""");

    public static IReadOnlyList<JsonObject> All => [.. Core, .. Istiod, .. Ingress, .. Egress];

    /// <summary>The record of the installation that istioctl leaves.</summary>
    public static JsonObject InstalledState => Of("install.istio.io/v1alpha1", "IstioOperator", "installed-state", SystemNamespace,
        Json($$"""{"spec": {"profile": "demo", "hub": "docker.io/istio", "tag": "{{Version}}" } }"""));

    public static JsonObject Definition(string plural, string group, string kind, IReadOnlyList<string> versions)
    {
        var list = new JsonArray([.. versions.Select(version => Json($$$"""
            {"name": "{{{version}}}", "served": true, "storage": {{{(version == versions[0] ? "true" : "false")}}},
             "subresources": {"status": {}}, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true} } }
            """))]);
        return Of("apiextensions.k8s.io/v1", "CustomResourceDefinition", $"{plural}.{group}", null, new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["group"] = group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["kind"] = kind, ["listKind"] = kind + "List", ["plural"] = plural, ["singular"] = kind.ToLowerInvariant() },
                ["versions"] = list,
            },
        });
    }

    private static JsonObject Binding(string kind, string name, string? @namespace, string roleKind, string role, string account) =>
        Of(Rbac, kind, name, @namespace, Json($$"""
            {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "{{roleKind}}", "name": "{{role}}"},
             "subjects": [{"kind": "ServiceAccount", "name": "{{account}}", "namespace": "istio-system"}]}
            """));

    private static IReadOnlyList<JsonObject> Gateway(string name, string type, string ports) =>
    [
        Of("v1", "ServiceAccount", name + "-service-account"),
        Deployment(name, name + "-service-account",
            [Container("istio-proxy", Proxy, "/healthz/ready", 15021, """, "args": ["proxy", "router"], "env": [{"name": "PORTS", "value": "15021,8080,8443,31400,15443"}] """)],
            $$""", "istio": "{{name["istio-".Length..]}}" """),
        Of(Policy, "PodDisruptionBudget", name, SystemNamespace, Json($$$"""{"spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "{{{name}}}" } } } }""")),
        Of(Rbac, "Role", name + "-sds", SystemNamespace, Json("""{"rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "watch", "list"]}]}""")),
        Binding("RoleBinding", name + "-sds", SystemNamespace, "Role", name + "-sds", name + "-service-account"),
        Service(name, name, ports, type),
    ];

    // Which pods are sent to the webhook: rows 4 to 9 of the table; the webhook itself decides again.
    private static JsonArray Webhooks()
    {
        const string inject = """{"key": "sidecar.istio.io/inject", "operator": "NotIn", "values": ["false"]}""";
        const string noInjection = """{"key": "istio-injection", "operator": "DoesNotExist"}""";
        const string noRevision = """{"key": "istio.io/rev", "operator": "DoesNotExist"}""";
        const string revision = """{"key": "istio.io/rev", "operator": "In", "values": ["default"]}""";
        return
        [
            Webhook("rev.namespace", $"{revision}, {noInjection}", inject),
            Webhook("rev.object", $"{noRevision}, {noInjection}", $"{inject}, {revision}"),
            Webhook("namespace", """{"key": "istio-injection", "operator": "In", "values": ["enabled"]}""", inject),
            Webhook("object", $"{noInjection}, {noRevision}", """{"key": "sidecar.istio.io/inject", "operator": "In", "values": ["true"]}, """ + noRevision),
        ];
    }

    private static JsonObject Webhook(string name, string namespaces, string objects) => Json($$$"""
        {"name": "{{{name}}}.sidecar-injector.istio.io", "sideEffects": "None", "failurePolicy": "Fail", "admissionReviewVersions": ["v1"],
         "clientConfig": {"service": {"name": "istiod", "namespace": "istio-system", "path": "/inject", "port": 443}},
         "rules": [{"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}],
         "namespaceSelector": {"matchExpressions": [{{{namespaces}}}]}, "objectSelector": {"matchExpressions": [{{{objects}}}]}}
        """);
}
