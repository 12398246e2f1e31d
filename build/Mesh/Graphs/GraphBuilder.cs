using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Graphs;

/// <summary>Makes the graph of what the cluster's objects say and of what was measured.</summary>
/// <param name="objects">The objects.</param>
/// <param name="namespace">The workloads' namespace, whose Services are all in it; of other namespaces those that something leads to.</param>
public sealed class GraphBuilder(MeshObjects objects, string @namespace)
{
    /// <summary>The rates that <see cref="Build"/> takes.</summary>
    public const string RateExpression = "sum(rate(istio_requests_total{reporter=\"source\"}[5m])) "
        + "by (source_workload, source_workload_namespace, destination_service_name, destination_service_namespace)";

    private const string AnyWorkload = "any workload";
    private const string Missing = "not in the cluster";

    // Names of what no object stands for.
    private static readonly string[] NoServices = ["PassthroughCluster", "BlackHoleCluster", "InboundPassthroughClusterIpv4", "unknown", ""];
    private readonly Dictionary<string, GraphNode> _nodes = [];
    private readonly Dictionary<(string From, string To), GraphEdge> _edges = [];

    /// <summary>Makes it. Once.</summary>
    /// <param name="rates">Requests per second, by the labels of <see cref="RateExpression"/>.</param>
    public MeshGraph Build(IReadOnlyList<MetricSample> rates)
    {
        foreach (var gateway in objects.Gateways)
        {
            Add(new GraphNode(Id("gateway", gateway), GraphNodeKind.Ingress, Name(gateway), [.. Each(gateway.At("spec", "servers")).Select(Server)]));
        }

        foreach (var entry in objects.ServiceEntries)
        {
            AddEntry(entry);
        }

        foreach (var route in objects.VirtualServices)
        {
            AddRoute(route);
        }

        foreach (var service in objects.Services.Where(service => service.Namespace == @namespace && Map(service.At("spec", "selector")).Count > 0))
        {
            AddService(service.Namespace, service.Name);
        }

        foreach (var rate in rates.Where(rate => rate.Value > 0).OrderBy(rate => string.Join(' ', rate.Labels.OrderBy(label => label.Key, StringComparer.Ordinal)), StringComparer.Ordinal))
        {
            AddRate(rate);
        }

        return new MeshGraph(Ordered(), [.. _edges.Values.OrderBy(edge => edge.From, StringComparer.Ordinal).ThenBy(edge => edge.To, StringComparer.Ordinal)]);
    }

    private void AddEntry(KubeObject entry)
    {
        var ports = string.Join(',', Each(entry.At("spec", "ports")).Select(port => (int?)port["number"]));
        var node = Add(new GraphNode(Id("egress", entry), GraphNodeKind.Egress, Name(entry), [.. Texts(entry.At("spec", "hosts")).Select(host => ports.Length > 0 ? $"{host}:{ports}" : host)]));
        var any = Add(new GraphNode("service//", GraphNodeKind.Service, AnyWorkload, []));
        var namespaces = Texts(entry.At("spec", "exportTo")).Where(name => name != "*").Select(name => name == "." ? entry.Namespace : name).ToList();
        AddEdge(new GraphEdge(any, node, namespaces.Count > 0 ? $"of {string.Join(", ", namespaces)}" : "") { IsPossible = true });
    }

    private void AddRoute(KubeObject route)
    {
        var node = Add(new GraphNode(Id("route", route), GraphNodeKind.Route, Name(route), [.. Texts(route.At("spec", "hosts"))]));
        foreach (var gateway in Texts(route.At("spec", "gateways")).Where(name => name != "mesh"))
        {
            var name = gateway.Contains('/') ? gateway : $"{route.Namespace}/{gateway}";
            AddEdge(new GraphEdge(Add(new GraphNode($"gateway/{name}", GraphNodeKind.Ingress, name, [Missing])), node, ""));
        }

        foreach (var rule in ((string[])["http", "tls", "tcp"]).SelectMany(kind => Each(route.At("spec", kind))))
        {
            var match = string.Join(" or ", Each(rule["match"]).Select(Match).Where(text => text.Length > 0));
            var targets = Each(rule["route"]).ToList();
            foreach (var target in targets)
            {
                AddDestination(route, node, target["destination"], match, targets.Count > 1 ? $"{(int?)target["weight"] ?? 0} %" : "");
            }

            AddDestination(route, node, rule["mirror"], match, "mirrored");
            if (rule["delegate"] is JsonObject inner)
            {
                var name = $"{(string?)inner["namespace"] ?? route.Namespace}/{(string?)inner["name"]}";
                AddEdge(new GraphEdge(node, Add(new GraphNode($"route/{name}", GraphNodeKind.Route, name, [Missing])), match));
            }
        }
    }

    private void AddDestination(KubeObject route, string node, JsonNode? destination, string match, string share)
    {
        if ((string?)destination?["host"] is { } host)
        {
            AddEdge(new GraphEdge(node, Destination(host, route.Namespace), string.Join(' ', ((string[])[match, (string?)destination["subset"] ?? "", share]).Where(part => part.Length > 0))));
        }
    }

    private void AddRate(MetricSample sample)
    {
        string Label(string name) => sample.Labels.GetValueOrDefault(name, "");

        var host = Label("destination_service_name");
        if (NoServices.Contains(host) || Label("source_workload") is "unknown" or "")
        {
            return;
        }

        var target = Entry(host) ?? AddService(Label("destination_service_namespace"), host);
        var (workload, place) = (Label("source_workload"), Label("source_workload_namespace"));
        var labels = Map(objects.Deployments.FirstOrDefault(deployment => (deployment.Namespace, deployment.Name) == (place, workload))?.At("spec", "template", "metadata", "labels"));
        var gateways = objects.Gateways.Where(gateway => Selects(gateway.At("spec", "selector"), labels)).Select(gateway => Id("gateway", gateway)).ToList();
        if (gateways.Count == 0)
        {
            var caller = objects.Services.FirstOrDefault(service => service.Namespace == place && Selects(service.At("spec", "selector"), labels));
            Measure(AddService(place, caller?.Name ?? workload, "workload"), target, sample.Value);
            return;
        }

        // By which of several routes a request came is not in the measurement.
        var routes = _edges.Keys.Where(edge => gateways.Contains(edge.From) && _edges.ContainsKey((edge.To, target))).ToList();
        if (routes is [var only])
        {
            Measure(only.From, only.To, sample.Value);
            Measure(only.To, target, sample.Value);
        }
        else
        {
            Measure(gateways[0], target, sample.Value);
        }
    }

    private void Measure(string from, string to, double rate)
    {
        var edge = _edges.GetValueOrDefault((from, to)) ?? new GraphEdge(from, to, "");
        _edges[(from, to)] = edge with { Rate = (edge.Rate ?? 0) + rate };
    }

    private string Destination(string host, string place) => host.Split('.') switch
    {
        [var name] => AddService(place, name),
        [var name, var its, "svc", ..] => AddService(its, name),
        _ when Entry(host) is { } entry => entry,
        [var name, var its] => AddService(its, name),
        _ => Add(new GraphNode($"service//{host}", GraphNodeKind.Service, host, [Missing])),
    };

    // The ServiceEntry that names the host, by its own name before a pattern.
    private string? Entry(string host) => objects.ServiceEntries.SelectMany(entry => Texts(entry.At("spec", "hosts")).Select(name => (entry, name)))
        .Where(pair => pair.name == host || (pair.name is ['*', '.', ..] && host.EndsWith(pair.name[1..], StringComparison.OrdinalIgnoreCase)))
        .OrderBy(pair => pair.name != host).Select(pair => Id("egress", pair.entry)).FirstOrDefault();

    private string AddService(string place, string name, string missing = Missing)
    {
        var isHere = objects.Services.Any(service => (service.Namespace, service.Name) == (place, name));
        return Add(new GraphNode($"service/{place}/{name}", GraphNodeKind.Service, $"{place}/{name}", isHere ? [.. Subsets(place, name)] : [missing]));
    }

    private IEnumerable<string> Subsets(string place, string name) => objects.DestinationRules
        .Where(rule => (string?)rule.At("spec", "host") is { } host && (host == $"{name}.{place}" || host.StartsWith($"{name}.{place}.svc", StringComparison.Ordinal)
            || (host == name && rule.Namespace == place)))
        .SelectMany(rule => Each(rule.At("spec", "subsets")))
        .Select(subset => $"{(string?)subset["name"]}: {string.Join(", ", Map(subset["labels"]).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}");

    // What was there first knows more than what only names it.
    private string Add(GraphNode node)
    {
        _nodes.TryAdd(node.Id, node);
        if (_nodes[node.Id].Lines is [Missing] && node.Lines is not [Missing])
        {
            _nodes[node.Id] = node;
        }

        return node.Id;
    }

    private void AddEdge(GraphEdge edge)
    {
        var before = _edges.GetValueOrDefault((edge.From, edge.To));
        var texts = (before?.Text ?? "").Split("; ").Append(edge.Text).Where(text => text.Length > 0).Distinct();
        _edges[(edge.From, edge.To)] = before is null ? edge : before with { Text = string.Join("; ", texts) };
    }

    // Each column from the top in the order in which the one before leads to it, so that few edges cross.
    private List<GraphNode> Ordered()
    {
        var order = new List<GraphNode>();
        foreach (var kind in Enum.GetValues<GraphNodeKind>())
        {
            var places = order.Select(node => node.Id).Index().ToDictionary(pair => pair.Item, pair => pair.Index);
            order.AddRange(_nodes.Values.Where(node => node.Kind == kind)
                .OrderBy(node => _edges.Keys.Where(edge => edge.To == node.Id && places.ContainsKey(edge.From)).Select(edge => places[edge.From]).DefaultIfEmpty(int.MaxValue).Min())
                .ThenBy(node => node.Id, StringComparer.Ordinal));
        }

        return order;
    }

    private static bool Selects(JsonNode? selector, Dictionary<string, string> labels) =>
        Map(selector) is { Count: > 0 } selected && selected.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);

    private static string Server(JsonObject server) =>
        $"{(int?)server["port"]?["number"]} {(string?)server["port"]?["protocol"]} {string.Join(", ", Texts(server["hosts"]))}";

    private static string Match(JsonObject match) => string.Join(' ', match.Select(condition => condition.Value switch
    {
        JsonObject value when condition.Key is "uri" or "authority" or "method" or "scheme" => StringMatch(value),
        JsonObject headers when condition.Key is "headers" or "withoutHeaders" or "queryParams" => string.Join(' ', headers.Select(header =>
            $"{(condition.Key == "withoutHeaders" ? "not " : "")}{header.Key}={(header.Value is JsonObject value ? StringMatch(value) : "")}")),
        JsonValue value when condition.Key == "port" => $":{value}",
        JsonArray hosts when condition.Key == "sniHosts" => string.Join(", ", Texts(hosts)),
        _ => "",
    }).Where(text => text.Length > 0));

    private static string StringMatch(JsonObject match) =>
        (string?)match["exact"] ?? ((string?)match["prefix"] is { } prefix ? prefix + "*" : (string?)match["regex"] is { } form ? "~" + form : "*");

    private static string Id(string type, KubeObject value) => $"{type}/{Name(value)}";

    private static string Name(KubeObject value) => $"{value.Namespace}/{value.Name}";

    private static IEnumerable<JsonObject> Each(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(item => (string?)item).OfType<string>();

    private static Dictionary<string, string> Map(JsonNode? node) => (node as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => (string?)pair.Value ?? "");
}
