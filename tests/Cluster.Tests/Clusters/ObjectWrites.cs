using System.Text.Json.Nodes;

namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>What was written to the routes, subsets and Deployments of the namespace default, in the order in which it was.</summary>
public static class ObjectWrites
{
    private static readonly Dictionary<string, string> Paths = new()
    {
        ["VirtualService"] = "/apis/networking.istio.io/v1beta1/namespaces/default/virtualservices",
        ["DestinationRule"] = "/apis/networking.istio.io/v1beta1/namespaces/default/destinationrules",
        ["Deployment"] = "/apis/apps/v1/namespaces/default/deployments",
    };

    /// <summary>The objects as they are, and the version from which <see cref="SinceAsync"/> goes on.</summary>
    public static async Task<(IReadOnlyList<ObjectWrite> Objects, IReadOnlyDictionary<string, string> Versions)> NowAsync(TestCluster cluster)
    {
        var objects = new List<ObjectWrite>();
        var versions = new Dictionary<string, string>();
        foreach (var (kind, path) in Paths)
        {
            var list = JsonNode.Parse(await cluster.KubectlAsync("get", "--raw", path))!;
            versions[kind] = (string)list["metadata"]!["resourceVersion"]!;
            objects.AddRange(((JsonArray)list["items"]!).Select(item => Write(kind, item!, false)));
        }

        return ([.. objects.OrderBy(item => $"{item.Kind} {item.Name}", StringComparer.Ordinal)], versions);
    }

    /// <summary>Every write since then, by the API server's own watch: the versions of all types count as one.</summary>
    public static async Task<IReadOnlyList<ObjectWrite>> SinceAsync(TestCluster cluster, IReadOnlyDictionary<string, string> versions)
    {
        var writes = new List<(long Version, ObjectWrite Write)>();
        foreach (var (kind, path) in Paths)
        {
            var lines = await cluster.KubectlAsync("get", "--raw", $"{path}?watch=true&timeoutSeconds=1&resourceVersion={versions[kind]}");
            foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var change = JsonNode.Parse(line)!;
                ((string?)change["type"]).ShouldNotBe("ERROR", line);
                writes.Add((long.Parse((string)change["object"]!["metadata"]!["resourceVersion"]!), Write(kind, change["object"]!, (string?)change["type"] == "DELETED")));
            }
        }

        return [.. writes.OrderBy(write => write.Version).Select(write => write.Write)];
    }

    /// <summary>
    /// Holds writes to what a request could meet at any moment: every subset that a route names is there and has a Deployment,
    /// and the weights of every rule are 100 together.
    /// </summary>
    /// <returns>How many states of VirtualServices were looked at.</returns>
    public static int ShouldBeSafe(IEnumerable<ObjectWrite> before, IEnumerable<ObjectWrite> writes)
    {
        var state = before.ToDictionary(item => (item.Kind, item.Name), item => item.Spec);
        var looked = 0;
        foreach (var write in writes)
        {
            state[(write.Kind, write.Name)] = write.Spec;
            var subsets = Of(state, "DestinationRule").SelectMany(rule => rule["subsets"] as JsonArray ?? []).Select(subset => (string?)subset!["name"]).ToHashSet();
            foreach (var rule in Of(state, "VirtualService").SelectMany(Rules))
            {
                looked++;
                var routes = (JsonArray)rule!["route"]!;
                var named = routes.Select(route => (string?)route!["destination"]!["subset"]).Append((string?)rule["mirror"]?["subset"]).OfType<string>().ToList();
                named.ShouldBeSubsetOf(subsets!, $"after the write of {write}");
                (routes.Count == 1 ? 100 : routes.Sum(route => (int)route!["weight"]!)).ShouldBe(100, $"after the write of {write}");
                (!named.Contains("meshbuild-canary") || state.GetValueOrDefault(("Deployment", "car-canary")) is not null).ShouldBeTrue($"after the write of {write}");
            }
        }

        return looked;
    }

    private static IEnumerable<JsonNode> Of(Dictionary<(string Kind, string Name), JsonNode?> state, string kind) =>
        state.Where(item => item.Key.Kind == kind).Select(item => item.Value).OfType<JsonNode>();

    private static IEnumerable<JsonNode?> Rules(JsonNode spec) => new[] { "http", "tcp", "tls" }.SelectMany(field => spec[field] as JsonArray ?? []);

    private static ObjectWrite Write(string kind, JsonNode value, bool isDeleted) =>
        new(kind, (string)value["metadata"]!["name"]!, isDeleted ? null : value["spec"]!.DeepClone());
}
