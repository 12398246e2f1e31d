using System.Xml.Linq;
using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>The graph is what the cluster has, with what leads to nothing.</summary>
public abstract class GraphTests(TestCluster cluster) : ClusterFixture(cluster)
{
    [OneTimeSetUp]
    public async Task ApplyAsync()
    {
        (await Script.RunAsync("InstallIstio")).ShouldExit(0);
        (await Script.RunAsync("ApplyIngress")).ShouldExit(0);
        (await Script.RunAsync("ApplyEgress")).ShouldExit(0);
        await Cluster.KubectlAsync("create", "service", "clusterip", "car", "--tcp=8080");
    }

    [Test]
    public async Task Ingress_routes_services_and_egress_are_drawn()
    {
        (await Script.RunAsync("Graph")).ShouldExit(0).ShouldSay("without rates of requests: there is no service/prometheus in namespace istio-system", "graph.svg", "graph.mmd");

        var drawing = XDocument.Load(Path.Combine(Cluster.Environment["MESH_OUTPUT"]!, "graph.svg"));
        var edges = drawing.Descendants().Where(element => (string?)element.Attribute("class") == "edge")
            .Select(edge => $"{(string?)edge.Attribute("data-from")} > {(string?)edge.Attribute("data-to")}").ToList();
        edges.ShouldContain("gateway/default/mesh-ingress > route/default/mesh-routes");
        edges.ShouldContain("route/default/mesh-routes > service/default/car");
        var nodes = drawing.Descendants().Where(element => element.Attribute("data-id") is not null)
            .ToDictionary(node => (string)node.Attribute("data-id")!, node => node.Value);
        nodes["service/default/gateway"].ShouldContain("not in the cluster");
        nodes["service/default/car"].ShouldNotContain("not in the cluster");
        nodes.Keys.ShouldContain("egress/default/wechat");
        (await File.ReadAllTextAsync(Path.Combine(Cluster.Environment["MESH_OUTPUT"]!, "graph.mmd"))).ShouldContain("[\"default/wechat<br/>api.weixin.qq.com:443\"]");
    }
}
