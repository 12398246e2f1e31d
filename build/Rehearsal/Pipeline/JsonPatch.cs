using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>RFC 6902 on nodes. (The libraries for it patch classes, not nodes.)</summary>
public static class JsonPatch
{
    /// <summary>A new object; neither argument is changed or shared.</summary>
    /// <exception cref="ApiException">An operation is unknown or cannot be done, or its test fails (422).</exception>
    public static JsonObject Apply(JsonObject original, JsonArray patch)
    {
        JsonNode? document = original.DeepClone();
        foreach (var operation in patch)
        {
            document = Step(document, operation);
        }

        return document as JsonObject ?? throw Refused();
    }

    private static JsonNode? Step(JsonNode? document, JsonNode? operation)
    {
        var path = Pointer(operation.Text("path") ?? throw Refused());
        switch (operation.Text("op"))
        {
            case "add":
                return Add(document, path, operation!["value"]?.DeepClone());
            case "remove":
                return Remove(document, path, out _);
            case "replace":
                return Replace(document, path, operation!["value"]?.DeepClone());
            case "move":
                document = Remove(document, Pointer(operation.Text("from") ?? ""), out var moved);
                return Add(document, path, moved);
            case "copy":
                return Add(document, path, Find(document, Pointer(operation.Text("from") ?? ""))?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(Find(document, path), operation!["value"])
                    ? document
                    : throw Refused();
            default:
                throw Refused();
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
                parent.Insert(name == "-" ? parent.Count : Index(name, parent.Count), value);
                break;
            default:
                throw Refused();
        }

        return document;
    }

    // A field that is not there is no mistake for the server; an item that is not there is one.
    private static JsonNode? Replace(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        if (Find(document, path[..^1]) is JsonArray list)
        {
            list[Index(path[^1], list.Count - 1)] = value;
            return document;
        }

        return Add(document, path, value);
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
                var index = Index(path[^1], parent.Count - 1);
                removed = parent[index];
                parent.RemoveAt(index);
                return document;
            default:
                throw Refused();
        }
    }

    private static JsonNode? Find(JsonNode? document, string[] path)
    {
        foreach (var name in path)
        {
            document = document switch
            {
                JsonObject parent when parent.TryGetPropertyValue(name, out var value) => value,
                JsonArray parent => parent[Index(name, parent.Count - 1)],
                _ => throw Refused(),
            };
        }

        return document;
    }

    private static int Index(string name, int last) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last ? index : throw Refused();

    private static string[] Pointer(string pointer) =>
        pointer.Length == 0 ? [] : [.. pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/").Replace("~0", "~"))];

    // The server says no more than that.
    private static ApiException Refused() => new(422, "Invalid", "the server rejected our request due to an error in our request", []);
}
