using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Cluster;

/// <summary>A Kubernetes object as the API server sends it: its JSON, with the metadata that every object has at hand.</summary>
public sealed class KubeObject(JsonObject json)
{
    /// <summary>The whole object.</summary>
    public JsonObject Json { get; } = json;

    public string ApiVersion => (string?)Json["apiVersion"] ?? "";
    public string Kind => (string?)Json["kind"] ?? "";
    public string Name => (string?)Json["metadata"]?["name"] ?? "";

    /// <summary>Empty for an object outside of namespaces.</summary>
    public string Namespace => (string?)Json["metadata"]?["namespace"] ?? "";
    public string Uid => (string?)Json["metadata"]?["uid"] ?? "";
    public string ResourceVersion => (string?)Json["metadata"]?["resourceVersion"] ?? "";
    public long Generation => (long?)Json["metadata"]?["generation"] ?? 0;

    /// <summary>Whether it is being deleted.</summary>
    public bool IsTerminating => Json["metadata"]?["deletionTimestamp"] is not null;

    public IReadOnlyDictionary<string, string> Labels => Map(Json["metadata"]?["labels"]);
    public IReadOnlyDictionary<string, string> Annotations => Map(Json["metadata"]?["annotations"]);

    /// <summary>The node at a path of property names, or null: <c>At("spec", "template", "spec")</c>.</summary>
    public JsonNode? At(params ReadOnlySpan<string> path)
    {
        JsonNode? node = Json;
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>Sets an annotation, or takes it away; the last one takes the empty field with it.</summary>
    public void Annotate(string name, string? value)
    {
        var metadata = (JsonObject)Json["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations)
        {
            if (value is null)
            {
                return;
            }

            metadata["annotations"] = annotations = [];
        }

        if (value is not null)
        {
            annotations[name] = value;
        }
        else if (annotations.Remove(name) && annotations.Count == 0)
        {
            metadata.Remove("annotations");
        }
    }

    /// <inheritdoc />
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    private static Dictionary<string, string> Map(JsonNode? node) =>
        (node as JsonObject)?.ToDictionary(pair => pair.Key, pair => (string?)pair.Value ?? "") ?? [];
}
