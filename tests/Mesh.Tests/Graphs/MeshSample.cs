using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Graphs;
using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Tests.Graphs;

/// <summary>A small mesh: one gateway, two routes, two services, one of them in two versions, and one host outside.</summary>
internal static class MeshSample
{
    public static MeshObjects Objects { get; } = new()
    {
        Gateways = [Object("""{"metadata": {"name": "mesh-ingress", "namespace": "default"}, "spec": {"selector": {"istio": "ingressgateway"}, "servers": [{"port": {"number": 80, "protocol": "HTTP"}, "hosts": ["*"]}]}}""")],
        VirtualServices =
        [
            Object("""
                {"metadata": {"name": "inner", "namespace": "default"}, "spec": {"hosts": ["car"], "http": [
                 {"route": [{"destination": {"host": "car", "subset": "v1"}, "weight": 90}, {"destination": {"host": "car", "subset": "v2"}, "weight": 10}]}]}}
                """),
            Object("""
                {"metadata": {"name": "mesh-routes", "namespace": "default"}, "spec": {"hosts": ["*"], "gateways": ["mesh-ingress", "gone"], "http": [
                 {"match": [{"uri": {"prefix": "/ws"}}], "route": [{"destination": {"host": "car.default.svc.cluster.local"}}]},
                 {"match": [{"uri": {"exact": "/pay"}, "headers": {"x": {"exact": "<&\"1"}}}], "route": [{"destination": {"host": "api.example.com"}}]},
                 {"route": [{"destination": {"host": "nowhere"}}]}]}}
                """),
        ],
        DestinationRules =
        [
            Object("""{"metadata": {"name": "car", "namespace": "default"}, "spec": {"host": "car", "subsets": [{"name": "v1", "labels": {"version": "v1"}}, {"name": "v2", "labels": {"version": "v2"}}]}}"""),
            Object("""{"metadata": {"name": "car", "namespace": "other"}, "spec": {"host": "car", "subsets": [{"name": "wrong", "labels": {}}]}}"""),
        ],
        ServiceEntries = [Object("""{"metadata": {"name": "api", "namespace": "default"}, "spec": {"hosts": ["*.example.com"], "ports": [{"number": 443}]}}""")],
        Services =
        [
            Object("""{"metadata": {"name": "car", "namespace": "default"}, "spec": {"selector": {"app": "car"}}}"""),
            Object("""{"metadata": {"name": "gateway", "namespace": "default"}, "spec": {"selector": {"app": "gateway"}}}"""),
            Object("""{"metadata": {"name": "kubernetes", "namespace": "default"}, "spec": {}}"""),
            Object("""{"metadata": {"name": "kiali", "namespace": "istio-system"}, "spec": {"selector": {"app": "kiali"}}}"""),
        ],
        Deployments =
        [
            Object("""{"metadata": {"name": "car-v1", "namespace": "default"}, "spec": {"template": {"metadata": {"labels": {"app": "car", "version": "v1"}}}}}"""),
            Object("""{"metadata": {"name": "istio-ingressgateway", "namespace": "istio-system"}, "spec": {"template": {"metadata": {"labels": {"istio": "ingressgateway"}}}}}"""),
        ],
    };

    public static MeshGraph Graph(params IReadOnlyList<MetricSample> rates) => new GraphBuilder(Objects, "default").Build(rates);

    public static MetricSample Rate(string workload, string @namespace, string service, double value, string place = "default") => new(new Dictionary<string, string>
    {
        ["source_workload"] = workload,
        ["source_workload_namespace"] = @namespace,
        ["destination_service_name"] = service,
        ["destination_service_namespace"] = place,
    }, value);

    public static KubeObject Object(string json) => new((JsonObject)JsonNode.Parse(json)!);
}
