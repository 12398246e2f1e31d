using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Rehearsal.Decoding;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Reads bodies of JSON or YAML.</summary>
internal static class RequestBody
{
    private const int Shown = 30;
    private static readonly string[] Accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

    /// <summary>The object that is to be created or to replace another.</summary>
    /// <exception cref="ApiException">It is no object of the type (400) or of another media type (415).</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, ResourceDefinition resource, BuiltInTypes types, CancellationToken cancellation)
    {
        var type = ContentType.OfBody(request);
        if (type == "application/vnd.kubernetes.protobuf")
        {
            return await ReadProtobufAsync(request, types, cancellation);
        }

        if (type is not ("" or "application/json" or "application/yaml"))
        {
            throw Failures.UnsupportedMediaType(Accepted);
        }

        var utf8 = await BytesAsync(request, cancellation);
        var value = Read(utf8.Span, type == "application/yaml", resource.Kind) as JsonObject
            ?? throw Failures.BadRequest($"the object provided is unrecognized (must be of type {resource.Kind}): couldn't get version/kind; json parse error: the body is no object");
        // Of YAML the server decodes the JSON that it makes of it.
        new ObjectDecoding(types).CheckBody(value, type == "application/yaml" ? JsonText.Utf8(value) : utf8.Span, resource);
        return value;
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
        var utf8 = await BytesAsync(request, cancellation);
        return utf8.IsEmpty ? null : Read(utf8.Span, isYaml, "json");
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, CancellationToken cancellation)
    {
        var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellation);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static JsonNode? Read(ReadOnlySpan<byte> utf8, bool isYaml, string expected)
    {
        try
        {
            return isYaml && utf8.TrimStart(" \r\n\t"u8) is not [(byte)'{' or (byte)'[', ..]
                ? Yaml(System.Text.Encoding.UTF8.GetString(utf8))
                : Json(utf8);
        }
        catch (JsonException failure)
        {
            throw Failures.BadRequest($"the object provided is unrecognized (must be of type {expected}): couldn't get version/kind; json parse error: {Wrong(utf8, failure)} ({Beginning(utf8)})");
        }
        catch (YamlException failure)
        {
            throw Failures.BadRequest($"error decoding YAML: {failure.Message}");
        }
    }

    // The two errors of Go's parser that matter: the text ends too early, or something else stands there.
    private static string Wrong(ReadOnlySpan<byte> utf8, JsonException failure)
    {
        var rest = utf8;
        for (var line = failure.LineNumber ?? 0; line > 0; line--)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        rest = rest[Math.Min(rest.Length, (int)(failure.BytePositionInLine ?? 0))..];
        return rest.IsEmpty ? "unexpected end of JSON input" : $"invalid character '{(char)rest[0]}' looking for beginning of value";
    }

    private static string Beginning(ReadOnlySpan<byte> utf8)
    {
        var shown = utf8[..Math.Min(utf8.Length, Shown)];
        var text = utf8.IsEmpty ? "<empty>" : utf8[0] == (byte)'{' ? System.Text.Encoding.UTF8.GetString(shown) : Convert.ToHexStringLower(shown);
        return utf8.Length > Shown ? text + " ..." : text;
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
