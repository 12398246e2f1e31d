using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>JSON as Go writes it, and short ways to read it.</summary>
public static class JsonText
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    /// <summary>The form of timestamps in metadata and conditions: whole seconds, UTC.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Compact JSON.</summary>
    public static byte[] Utf8(JsonNode? json)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            if (json is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                json.WriteTo(writer);
            }
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is not an object.</exception>
    public static JsonObject Parse(ReadOnlySpan<byte> utf8) =>
        JsonNode.Parse(utf8, null, Reading) as JsonObject ?? throw new JsonException("not a JSON object");

    /// <summary>The node at a path of names; null when a part is missing or no object.</summary>
    public static JsonNode? At(this JsonNode? json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            json = (json as JsonObject)?[name];
        }

        return json;
    }

    /// <summary>The string there; null when it is missing or not a string.</summary>
    public static string? Text(this JsonNode? json, params ReadOnlySpan<string> path) =>
        json.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The whole number there; null when it is missing or no number.</summary>
    public static long? Integer(this JsonNode? json, params ReadOnlySpan<string> path) =>
        json.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? value.TryGetValue<long>(out var whole) ? whole : value.TryGetValue<int>(out var small) ? small : (long)value.GetValue<double>()
            : null;

    /// <summary>Whether it is there and true.</summary>
    public static bool IsTrue(this JsonNode? json, params ReadOnlySpan<string> path) => json.At(path)?.GetValueKind() == JsonValueKind.True;

    /// <summary>The items of the list there; empty when it is missing or no list.</summary>
    public static IEnumerable<JsonNode?> Each(this JsonNode? json, params ReadOnlySpan<string> path) => json.At(path) as JsonArray ?? [];

    /// <summary>The object there, made when it is missing.</summary>
    public static JsonObject Object(this JsonObject json, string name)
    {
        if (json[name] is not JsonObject value)
        {
            json[name] = value = [];
        }

        return value;
    }
}
