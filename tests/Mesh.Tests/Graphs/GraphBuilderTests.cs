using MeshBuild.Mesh.Graphs;
using static MeshBuild.Mesh.Tests.Graphs.MeshSample;

namespace MeshBuild.Mesh.Tests.Graphs;

public sealed class GraphBuilderTests
{
    [Test]
    public void Every_part_is_a_node_in_its_column_in_the_order_that_the_column_before_leads_to() => Graph().Nodes.Select(Shown).ShouldBe(
    [
        "Ingress default/gone [not in the cluster]",
        "Ingress default/mesh-ingress [80 HTTP *]",
        "Route default/mesh-routes [*]",
        "Route default/inner [car]",
        "Service default/car [v1: version=v1|v2: version=v2]",
        "Service default/nowhere [not in the cluster]",
        "Service any workload []",
        "Service default/gateway []",
        "Egress default/api [*.example.com:443]",
    ]);

    [Test]
    public void Every_way_is_an_edge_that_says_which_requests_take_it() => Graph().Edges.Select(Shown).ShouldBe(
    [
        "gateway/default/gone > route/default/mesh-routes",
        "gateway/default/mesh-ingress > route/default/mesh-routes",
        "route/default/inner > service/default/car: v1 90 %; v2 10 %",
        "route/default/mesh-routes > egress/default/api: /pay x=<&\"1",
        "route/default/mesh-routes > service/default/car: /ws*",
        "route/default/mesh-routes > service/default/nowhere",
        "service// > egress/default/api (possible)",
    ]);

    [Test]
    public void What_was_measured_is_at_the_edges_that_it_took()
    {
        var edges = Graph(
            Rate("istio-ingressgateway", "istio-system", "car", 2.5), Rate("istio-ingressgateway", "istio-system", "nowhere", 0.5),
            Rate("car-v1", "default", "api.example.com", 0.001, "unknown"), Rate("car-v1", "default", "gateway", 1), Rate("cron", "default", "car", 1),
            Rate("car-v1", "default", "PassthroughCluster", 9), Rate("car-v1", "default", "gateway", double.NaN)).Edges.Select(Shown).ToList();

        edges.ShouldContain("gateway/default/mesh-ingress > route/default/mesh-routes: 3/s");
        edges.ShouldContain("route/default/mesh-routes > service/default/car: /ws*, 2.5/s");
        edges.ShouldContain("route/default/mesh-routes > service/default/nowhere: 0.5/s");
        edges.ShouldContain("service/default/car > egress/default/api: <0.01/s");
        edges.ShouldContain("service/default/car > service/default/gateway: 1/s");
        edges.ShouldContain("service/default/cron > service/default/car: 1/s");
        edges.Count.ShouldBe(10);
    }

    [Test]
    public void Requests_that_may_have_come_by_several_routes_are_at_an_edge_of_their_own()
    {
        var objects = Objects with
        {
            VirtualServices = [.. Objects.VirtualServices, Object("""{"metadata": {"name": "more", "namespace": "default"}, "spec": {"gateways": ["mesh-ingress"], "http": [{"route": [{"destination": {"host": "car"}}]}]}}""")],
        };

        new GraphBuilder(objects, "default").Build([Rate("istio-ingressgateway", "istio-system", "car", 2)]).Edges.Where(edge => edge.Rate is not null)
            .Select(Shown).ShouldBe(["gateway/default/mesh-ingress > service/default/car: 2/s"]);
    }

    private static string Shown(GraphNode node) => $"{node.Kind} {node.Title} [{string.Join('|', node.Lines)}]";

    private static string Shown(GraphEdge edge) => $"{edge.From} > {edge.To}{(edge.Label.Length > 0 ? ": " + edge.Label : "")}{(edge.IsPossible ? " (possible)" : "")}";
}
