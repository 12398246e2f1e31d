using System.Globalization;
using System.Xml.Linq;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Graphs;
using MeshBuild.Mesh.Metrics;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;

namespace MeshBuild.Mesh.Tests.Graphs;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GraphReportTests : IDisposable
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly string _root = Directory.CreateTempSubdirectory("meshbuild-").FullName;

    public GraphReportTests()
    {
        foreach (var (type, objects) in new[]
        {
            (ResourceTypes.Gateways, MeshSample.Objects.Gateways), (ResourceTypes.VirtualServices, MeshSample.Objects.VirtualServices),
            (ResourceTypes.DestinationRules, MeshSample.Objects.DestinationRules), (ResourceTypes.ServiceEntries, MeshSample.Objects.ServiceEntries),
            (ResourceTypes.Services, MeshSample.Objects.Services), (ResourceTypes.Deployments, MeshSample.Objects.Deployments),
        })
        {
            objects.Reverse().ToList().ForEach(item => _cluster.Put(type, item.Json));
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task The_drawing_has_every_node_and_every_edge_of_the_cluster()
    {
        await RunAsync();
        var graph = MeshSample.Graph();
        var drawing = XDocument.Load(Path.Combine(_root, "artifacts", "graph.svg"));

        Groups(drawing, "node").Select(group => (string)group.Attribute("data-id")!).ShouldBe(graph.Nodes.Select(node => node.Id));
        Groups(drawing, "edge").Select(group => ((string)group.Attribute("data-from")!, (string)group.Attribute("data-to")!)).ShouldBe(graph.Edges.Select(edge => (edge.From, edge.To)));
        Groups(drawing, "label").Select(group => group.Element(Svg + "title")!.Value).ShouldBe(["v1 90 %; v2 10 %", "/pay x=<&\"1", "/ws*"]);
        Groups(drawing, "possible").ShouldHaveSingleItem();
    }

    [Test]
    public async Task Its_boxes_are_in_columns_and_cover_each_other_nowhere()
    {
        await RunAsync();
        var drawing = XDocument.Load(Path.Combine(_root, "artifacts", "graph.svg"));
        var boxes = Groups(drawing, "node").Select(group => (Column: ((string)group.Attribute("class")!).Split(' ')[1], Box: group.Element(Svg + "rect")!))
            .Select(pair => (pair.Column, X: Number(pair.Box, "x"), Y: Number(pair.Box, "y"), Width: Number(pair.Box, "width"), Height: Number(pair.Box, "height"))).ToList();

        boxes.GroupBy(box => box.Column).Select(column => column.Select(box => box.X).Distinct().Count()).ShouldAllBe(count => count == 1);
        boxes.Select(box => box.X).ShouldBeInOrder();
        foreach (var column in boxes.GroupBy(box => box.Column))
        {
            column.Zip(column.Skip(1)).ShouldAllBe(pair => pair.First.Y + pair.First.Height < pair.Second.Y);
        }

        boxes.Max(box => box.X + box.Width).ShouldBeLessThan(Number(drawing.Root!, "width"));
        boxes.Max(box => box.Y + box.Height).ShouldBeLessThan(Number(drawing.Root!, "height"));
    }

    [Test]
    public async Task The_flowchart_has_the_same()
    {
        await RunAsync();
        var lines = await File.ReadAllLinesAsync(Path.Combine(_root, "artifacts", "graph.mmd"));

        lines[0].ShouldBe("flowchart LR");
        lines.ShouldContain("    n4[\"default/car<br/>v1: version=v1<br/>v2: version=v2\"]");
        lines.ShouldContain("  n2 -->|\"/ws*\"| n4");
        lines.ShouldContain("  n2 -->|\"/pay x=#60;#38;#34;1\"| n8");
        lines.ShouldContain("  n6 -.-> n8");
        lines.Count(line => line.Contains("-->") || line.Contains("-.->")).ShouldBe(MeshSample.Graph().Edges.Count);
    }

    [Test]
    public async Task The_same_cluster_makes_the_same_files_and_leaves_no_others()
    {
        await RunAsync();
        var before = await FilesAsync();
        await RunAsync();

        (await FilesAsync()).ShouldBe(before);
        before.Keys.Order(StringComparer.Ordinal).ShouldBe(["graph.mmd", "graph.svg"]);
        _reporter.Lines.ShouldContain($"written: {Path.Combine("artifacts", "graph.svg")}");
    }

    [Test]
    public async Task Without_Prometheus_that_is_said_in_one_line()
    {
        await RunAsync();
        _reporter.Lines[0].ShouldBe("without rates of requests: there is no service/prometheus in namespace istio-system");
    }

    [Test]
    public async Task With_Prometheus_the_rates_are_at_the_edges()
    {
        _cluster.Put(ResourceTypes.Services, """{"metadata": {"name": "prometheus", "namespace": "istio-system"}, "spec": {"selector": {"app": "prometheus"}, "ports": [{"port": 9090}]}}""");
        _cluster.Put(ResourceTypes.Pods, """
            {"metadata": {"name": "prometheus-1", "namespace": "istio-system", "labels": {"app": "prometheus"} },
             "spec": {"containers": [{"name": "prometheus"}]}, "status": {"phase": "Running", "containerStatuses": [{"ready": true}]} }
            """);
        _cluster.Connecting = _ => Task.FromResult(HttpServing.Serve(_ => (200, """
            {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {"source_workload": "istio-ingressgateway", "source_workload_namespace": "istio-system",
             "destination_service_name": "car", "destination_service_namespace": "default"}, "value": [1622548800, "2.5"]}]}}
            """)));
        await RunAsync();

        Groups(XDocument.Load(Path.Combine(_root, "artifacts", "graph.svg")), "label").Select(group => group.Element(Svg + "title")!.Value).ShouldContain("/ws*, 2.5/s");
        _reporter.Lines.ShouldNotContain(line => line.Contains("without"));
    }

    [Test]
    public async Task Names_that_XML_cannot_have_are_drawn_all_the_same()
    {
        _cluster.Put(ResourceTypes.VirtualServices, """{"metadata": {"name": "odd", "namespace": "default"}, "spec": {"hosts": ["a\u0001b\ud83d\ude97"], "http": []}}""");
        await RunAsync();

        Groups(XDocument.Load(Path.Combine(_root, "artifacts", "graph.svg")), "node").Select(group => group.Element(Svg + "title")!.Value).ShouldContain("default/odd\na\uFFFDb\ud83d\ude97");
    }

    private async Task RunAsync()
    {
        using var prometheus = new ServiceTunnel(_cluster, "istio-system", "prometheus", 9090, "Install it.").CreateClient();
        await new GraphReport(_cluster, new PrometheusClient(prometheus), _reporter)
            .RunAsync(new MeshSettings { Root = _root, Manifests = _root, Output = Path.Combine(_root, "artifacts") }, CancellationToken.None);
    }

    private async Task<Dictionary<string, string>> FilesAsync()
    {
        var files = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_root, "artifacts")))
        {
            files[Path.GetFileName(file)] = await File.ReadAllTextAsync(file);
        }

        return files;
    }

    private static List<XElement> Groups(XDocument drawing, string style) =>
        [.. drawing.Descendants(Svg + "g").Where(group => ((string?)group.Attribute("class") ?? "").Split(' ').Contains(style))];

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
