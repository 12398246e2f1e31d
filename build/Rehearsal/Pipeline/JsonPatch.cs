using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>RFC 6902 on nodes. (The libraries for it patch classes, not nodes.)</summary>
public static class JsonPatch
{
    /// <summary>A new object; neither argument is changed or shared.</summary>
    /// <exception cref="ApiException">An operation is unknown (400), or cannot be done or its test fails (422).</exception>
    public static JsonObject Apply(JsonObject original, JsonArray patch)
    {
        JsonNode? document = original.DeepClone();
        foreach (var operation in patch)
        {
            document = Step(document, operation);
        }

        return document as JsonObject ?? throw Refused("the result is no object");
    }

    private static JsonNode? Step(JsonNode? document, JsonNode? operation)
    {
        var path = Pointer(operation.Text("path") ?? throw Failures.BadRequest("a patch operation has no path"));
        switch (operation.Text("op"))
        {
            case "add":
                return Add(document, path, operation!["value"]?.DeepClone());
            case "remove":
                return Remove(document, path, out _);
            case "replace":
                document = Remove(document, path, out _);
                return Add(document, path, operation!["value"]?.DeepClone());
            case "move":
                document = Remove(document, Pointer(operation.Text("from") ?? ""), out var moved);
                return Add(document, path, moved);
            case "copy":
                return Add(document, path, Find(document, Pointer(operation.Text("from") ?? ""))?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(Find(document, path), operation!["value"])
                    ? document
                    : throw Refused($"testing path {operation.Text("path")} failed");
            case var unknown:
                throw Failures.BadRequest($"unknown operation in the patch: {unknown}");
        }
    }

    private static JsonNode? Add(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        var name = path[^1];
        switch (Find(document, path[..^1]))
        {
            case JsonObject parent:
                parent[name] = value;
                break;
            case JsonArray parent:
                parent.Insert(name == "-" ? parent.Count : Index(name, parent.Count, path), value);
                break;
            default:
                throw Missing(path);
        }

        return document;
    }

    private static JsonNode? Remove(JsonNode? document, string[] path, out JsonNode? removed)
    {
        removed = document;
        if (path.Length == 0)
        {
            return null;
        }

        switch (Find(document, path[..^1]))
        {
            case JsonObject parent when parent.ContainsKey(path[^1]):
                removed = parent[path[^1]];
                parent.Remove(path[^1]);
                return document;
            case JsonArray parent:
                var index = Index(path[^1], parent.Count - 1, path);
                removed = parent[index];
                parent.RemoveAt(index);
                return document;
            default:
                throw Missing(path);
        }
    }

    private static JsonNode? Find(JsonNode? document, string[] path)
    {
        foreach (var name in path)
        {
            document = document switch
            {
                JsonObject parent when parent.TryGetPropertyValue(name, out var value) => value,
                JsonArray parent => parent[Index(name, parent.Count - 1, path)],
                _ => throw Missing(path),
            };
        }

        return document;
    }

    private static int Index(string name, int last, string[] path) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last ? index : throw Missing(path);

    private static string[] Pointer(string pointer) =>
        pointer.Length == 0 ? [] : [.. pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/").Replace("~0", "~"))];

    private static ApiException Missing(string[] path) => Refused($"missing value at /{string.Join('/', path)}");

    private static ApiException Refused(string why) => new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}");
}
