using System.Text.Json.Nodes;
using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests.Real;

/// <summary>The API server's audit log of the real cluster, from where it stood when this was made.</summary>
internal sealed class AuditLog
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["virtualservices"] = "VirtualService",
        ["destinationrules"] = "DestinationRule",
        ["deployments"] = "Deployment",
    };

    private readonly string _file;
    private readonly long _start;

    public AuditLog(RealCluster cluster)
    {
        _file = Path.Combine(Path.GetDirectoryName(cluster.Kubeconfig)!, "log", "audit.log");
        _start = new FileInfo(_file).Length;
    }

    /// <summary>What administrators wrote to the routes, subsets and Deployments of the namespace default, in the order in which it was answered.</summary>
    public async Task<IReadOnlyList<ObjectWrite>> WritesAsync()
    {
        await using var log = File.Open(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = _start;
        using var reader = new StreamReader(log);
        var writes = new List<ObjectWrite>();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Contains("\"namespace\":\"default\"", StringComparison.Ordinal) && Write(JsonNode.Parse(line)!) is { } write)
            {
                writes.Add(write);
            }
        }

        return writes;
    }

    private static ObjectWrite? Write(JsonNode request)
    {
        var about = request["objectRef"];
        if (!Kinds.TryGetValue((string?)about?["resource"] ?? "", out var kind) || about!["subresource"] is not null || (int?)request["responseStatus"]?["code"] is not (>= 200 and < 300))
        {
            return null;
        }

        var body = request["requestObject"];
        var name = (string?)about["name"] ?? (string?)body?["metadata"]?["name"] ?? "";
        return (string?)request["verb"] switch
        {
            "create" or "update" => new ObjectWrite(kind, name, body!["spec"]!.DeepClone()),
            // A patch of a Deployment is a note at it; routes are written whole.
            "patch" when kind != "Deployment" => throw new InvalidOperationException($"a patch of {kind} {name}: {body}"),
            "delete" => new ObjectWrite(kind, name, null),
            _ => null,
        };
    }
}
