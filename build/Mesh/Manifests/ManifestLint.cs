using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Mesh.Manifests;

/// <summary>
/// What Istio asks of workloads: a containerPort, the labels <c>app</c> and <c>version</c> on the pod template, and service
/// ports whose names tell their protocol.
/// </summary>
public static class ManifestLint
{
    private static readonly string[] Protocols =
        ["http", "http2", "https", "grpc", "grpc-web", "tcp", "tls", "udp", "mongo", "mysql", "redis"];

    /// <summary>Everything that is wrong, in the order of the files.</summary>
    public static IReadOnlyList<Finding> Check(IReadOnlyList<ManifestDocument> documents) =>
        [.. documents.SelectMany(document => document.Object.Kind == "Service" ? CheckService(document) : CheckWorkload(document))];

    private static IEnumerable<Finding> CheckWorkload(ManifestDocument document)
    {
        if (document.Object.Kind is not ("Deployment" or "StatefulSet" or "DaemonSet" or "Pod") || PodTemplate.Of(document.Object) is not { } template)
        {
            yield break;
        }

        var path = PodTemplate.Path(document.Object);
        foreach (var label in new[] { "app", "version" })
        {
            if (template["metadata"]?["labels"]?[label] is null)
            {
                yield return new Finding(document, Place(document, [.. path, "metadata", "labels"]), $"the pods of {document.Object} have no label {label}",
                    label == "app"
                        ? $"Add it to the pod template, as in `app: {document.Object.Name}`: Istio's telemetry names the workload by it."
                        : "Add it to the pod template, as in `version: v1`: subsets and canaries choose pods by it.");
            }
        }

        if (template["spec"]?["containers"] is JsonArray { Count: > 0 } containers
            && !containers.Any(container => container?["ports"] is JsonArray { Count: > 0 }))
        {
            yield return new Finding(document, Place(document, [.. path, "spec", "containers"]), $"no container of {document.Object} has a containerPort",
                "Declare what it listens on, as in `ports: [{containerPort: 8080}]`.");
        }
    }

    private static IEnumerable<Finding> CheckService(ManifestDocument document)
    {
        var ports = document.Object.At("spec", "ports") as JsonArray ?? [];
        for (var index = 0; index < ports.Count; index++)
        {
            var port = ports[index];
            if (port?["appProtocol"] is not null || (string?)port?["protocol"] == "UDP")
            {
                continue;
            }

            var name = (string?)port?["name"];
            if (name is null || !Protocols.Any(protocol => name == protocol || name.StartsWith(protocol + "-", StringComparison.Ordinal)))
            {
                var item = (Node(document.Yaml, ["spec", "ports"]) as YamlSequenceNode)?.Children[index];
                yield return new Finding(document, Node(item, ["name"])?.Start ?? item?.Start ?? document.Yaml.Start,
                    name is null ? $"a port of {document.Object} has no name" : $"the port name {name} of {document.Object} names no protocol; to Istio it is plain TCP",
                    $"Name it <protocol>[-suffix], as in http-{name ?? "web"}, with one of {string.Join(", ", Protocols)}; or set appProtocol.");
            }
        }
    }

    // The place of the node, or of the nearest one above it that there is.
    private static Mark Place(ManifestDocument document, IReadOnlyList<string> path)
    {
        for (var length = path.Count; length > 0; length--)
        {
            if (Node(document.Yaml, path.Take(length)) is { } node)
            {
                return node.Start;
            }
        }

        return document.Yaml.Start;
    }

    private static YamlNode? Node(YamlNode? node, IEnumerable<string> path) =>
        path.Aggregate(node, (current, name) => current is YamlMappingNode mapping && mapping.Children.TryGetValue(name, out var child) ? child : null);
}
