using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using Microsoft.AspNetCore.Http;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Reads bodies of JSON or YAML.</summary>
internal static class RequestBody
{
    private static readonly string[] Accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <summary>The object that is to be created or to replace another.</summary>
    /// <exception cref="ApiException">It is no object (400) or of another media type (415).</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, BuiltInTypes types, CancellationToken cancellation)
    {
        var type = ContentType.OfBody(request);
        if (type == "application/vnd.kubernetes.protobuf")
        {
            return await ReadProtobufAsync(request, types, cancellation);
        }

        return type is "" or "application/json" or "application/yaml" or "text/plain"
            ? await ReadAsync(request, isYaml: type == "application/yaml", cancellation) as JsonObject
                ?? throw Failures.BadRequest("couldn't get version/kind; json parse error: the body is no object")
            : throw Failures.UnsupportedMediaType(Accepted);
    }

    private static async Task<JsonObject> ReadProtobufAsync(HttpRequest request, BuiltInTypes types, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellation);
        try
        {
            return new ProtobufObject(types).Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        }
        catch (FormatException failure)
        {
            throw Failures.BadRequest($"the object provided is unrecognized (must be of type protobuf): {failure.Message}");
        }
    }

    /// <summary>The options of a deletion: the body where there is one, and the query.</summary>
    public static async Task<JsonObject> ReadOptionsAsync(HttpRequest request, CancellationToken cancellation)
    {
        var options = await ReadAsync(request, isYaml: false, cancellation) as JsonObject ?? [];
        foreach (var name in (string[])["propagationPolicy", "orphanDependents", "gracePeriodSeconds"])
        {
            if (request.Query[name].ToString() is { Length: > 0 } value && !options.ContainsKey(name))
            {
                options[name] = name == "propagationPolicy" ? value : JsonNode.Parse(value);
            }
        }

        return options;
    }

    /// <summary>Whatever the body is; null when it is empty.</summary>
    /// <exception cref="ApiException">It cannot be parsed (400).</exception>
    public static async Task<JsonNode?> ReadAsync(HttpRequest request, bool isYaml, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellation);
        if (buffer.Length == 0)
        {
            return null;
        }

        var utf8 = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        try
        {
            return isYaml && utf8.TrimStart(" \r\n\t"u8) is not [(byte)'{' or (byte)'[', ..]
                ? Yaml(System.Text.Encoding.UTF8.GetString(utf8))
                : Json(utf8);
        }
        catch (JsonException failure)
        {
            throw Failures.BadRequest($"the object provided is unrecognized (must be of type json): {failure.Message}");
        }
        catch (YamlException failure)
        {
            throw Failures.BadRequest($"error decoding YAML: {failure.Message}");
        }
    }

    private static JsonNode? Json(ReadOnlySpan<byte> utf8)
    {
        var node = JsonNode.Parse(utf8, null, new JsonDocumentOptions { MaxDepth = 256 });
        Materialize(node);
        return node;
    }

    private static JsonNode? Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : YamlJson.Convert(stream.Documents[0].RootNode);
    }

    // Names that come twice would be found only when the object is first read.
    private static void Materialize(JsonNode? node)
    {
        try
        {
            foreach (var child in node switch { JsonObject inner => inner.Select(field => field.Value), JsonArray items => items, _ => [] })
            {
                Materialize(child);
            }
        }
        catch (ArgumentException failure)
        {
            throw new JsonException(failure.Message, failure);
        }
    }
}
