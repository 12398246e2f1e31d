using System.Text.Json.Nodes;
using static MeshBuild.Rehearsal.StandIn.Objects.Manifest;

namespace MeshBuild.Rehearsal.StandIn.Objects;

/// <summary>The objects of the sample addons, file by file: the genuine ones' kinds and names.</summary>
internal static class SampleAddons
{
    private const string Rbac = "rbac.authorization.k8s.io/v1";
    private const string Reads = """{"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}]}""";

    private static readonly string[] Dashboards =
    [
        "envoy", "go", "kiali", "micrometer-1.0.6-jvm-pool", "micrometer-1.0.6-jvm", "micrometer-1.1-jvm", "microprofile-1.1", "microprofile-x.y", "nodejs",
        "quarkus", "springboot-jvm-pool", "springboot-jvm", "springboot-tomcat", "thorntail", "tomcat", "vertx-client", "vertx-eventbus", "vertx-jvm",
        "vertx-pool", "vertx-server",
    ];

    /// <summary>The images that the addons' pods run, with the port of each.</summary>
    public static IReadOnlyList<(string Image, int Port)> Images { get; } =
    [
        ("grafana/grafana:7.4.3", 3000), ("docker.io/jaegertracing/all-in-one:1.20", 14269), ("quay.io/kiali/kiali:v1.34", 20001),
        ("prom/prometheus:v2.24.0", 9090), ("jimmidyson/configmap-reload:v0.5.0", 9533),
    ];

    /// <summary>Each file's objects by its name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<JsonObject>> Files { get; } = new Dictionary<string, IReadOnlyList<JsonObject>>
    {
        ["grafana.yaml"] =
        [
            Of("v1", "ServiceAccount", "grafana"),
            Of("v1", "ConfigMap", "grafana"),
            Service("grafana", "grafana", """[{"name": "service", "port": 3000}]"""),
            App("grafana", "grafana", (0, "/api/health")),
            Of("v1", "ConfigMap", "istio-grafana-dashboards"),
            Of("v1", "ConfigMap", "istio-services-grafana-dashboards"),
        ],
        ["jaeger.yaml"] =
        [
            App("jaeger", "default", (1, "/")),
            Service("tracing", "jaeger", """[{"name": "http-query", "port": 80, "targetPort": 16686}]"""),
            Service("zipkin", "jaeger", """[{"name": "http-query", "port": 9411}]"""),
            Service("jaeger-collector", "jaeger", """[{"name": "jaeger-collector-http", "port": 14268}]"""),
        ],
        ["kiali.yaml"] =
        [
            DemoProfile.Definition("monitoringdashboards", "monitoring.kiali.io", "MonitoringDashboard", ["v1alpha1"]),
            Of("v1", "ServiceAccount", "kiali"),
            Of("v1", "ConfigMap", "kiali"),
            Of(Rbac, "ClusterRole", "kiali-viewer", null, Json(Reads)),
            Of(Rbac, "ClusterRole", "kiali", null, Json(Reads)),
            Binding("ClusterRoleBinding", "kiali", null, "ClusterRole", "kiali", "kiali"),
            Of(Rbac, "Role", "kiali-controlplane", SystemNamespace, Json(Reads)),
            Binding("RoleBinding", "kiali-controlplane", SystemNamespace, "Role", "kiali-controlplane", "kiali"),
            Service("kiali", "kiali", """[{"name": "http", "port": 20001}]"""),
            App("kiali", "kiali", (2, "/kiali/healthz")),
            .. Dashboards.Select(name => Of("monitoring.kiali.io/v1alpha1", "MonitoringDashboard", name, SystemNamespace, Json("""{"spec": {"items": []}}"""))),
        ],
        ["prometheus.yaml"] =
        [
            Of("v1", "ServiceAccount", "prometheus"),
            Of("v1", "ConfigMap", "prometheus"),
            Of(Rbac, "ClusterRole", "prometheus", null, Json(Reads)),
            Binding("ClusterRoleBinding", "prometheus", null, "ClusterRole", "prometheus", "prometheus"),
            Service("prometheus", "prometheus", """[{"name": "http", "port": 9090}]"""),
            App("prometheus", "prometheus", (4, "/"), (3, "/-/ready")),
        ],
    };

    private static JsonObject App(string name, string account, params (int Image, string Path)[] containers) => Deployment(name, account,
        [.. containers.Select(container => Container(Images[container.Image].Image.Split('/')[^1].Split(':')[0], Images[container.Image].Image, container.Path, Images[container.Image].Port))], "");

    private static JsonObject Binding(string kind, string name, string? @namespace, string roleKind, string role, string account) =>
        Of(Rbac, kind, name, @namespace, Json($$"""
            {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "{{roleKind}}", "name": "{{role}}"},
             "subjects": [{"kind": "ServiceAccount", "name": "{{account}}", "namespace": "istio-system"}]}
            """));
}
