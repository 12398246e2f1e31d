using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Cluster;

/// <summary>ConfigMaps and Secrets: their keys, what Secrets of a type must have, and what does not change.</summary>
internal static class ConfigurationRules
{
    private const string Stays = "field is immutable when `immutable` is set";
    private const int LargestSize = 1024 * 1024;

    // Some of the server's places keep a hole.
    private static readonly Dictionary<string, string[]> Required = new()
    {
        ["kubernetes.io/tls"] = ["data[tls.crt]", "data[tls.key]"],
        ["kubernetes.io/ssh-auth"] = ["data[%s][ssh-privatekey]"],
    };

    private static readonly Dictionary<string, string> JsonKeys = new()
    {
        ["kubernetes.io/dockerconfigjson"] = ".dockerconfigjson",
        ["kubernetes.io/dockercfg"] = ".dockercfg",
    };

    public static IEnumerable<FieldError> ConfigMap(WriteContext context)
    {
        var (data, binary) = (context.New["data"], context.New["binaryData"]);
        return
        [
            .. Update(context, "data", "binaryData"),
            .. (data as JsonObject ?? []).Select(entry => entry.Key).SelectMany(key => (IEnumerable<FieldError>)
            [
                .. Key(key, "data"),
                .. binary is JsonObject other && other.ContainsKey(key) ? (FieldError[])[FieldError.Invalid($"data[{key}]", key, "duplicate of key present in binaryData")] : [],
            ]),
            .. (binary as JsonObject ?? []).SelectMany(entry => Key(entry.Key, "binaryData")),
            .. TooLong(Size(data) + BinarySize(binary), ""),
        ];
    }

    public static IEnumerable<FieldError> Secret(WriteContext context)
    {
        var (value, type) = (context.New, context.New.Text("type") ?? "");
        return
        [
            .. context.Old is { } old ? Check.Immutable(value["type"], old["type"], "type", GoValue.Text(type)) : [],
            .. Update(context, "data"),
            .. (value["data"] as JsonObject ?? []).SelectMany(entry => Key(entry.Key, "data")),
            .. TooLong(BinarySize(value["data"]), "data"),
            .. OfType(value, type),
        ];
    }

    private static IEnumerable<FieldError> Key(string key, string field) =>
        NameFormat.ConfigKey(key).Select(wrong => FieldError.Invalid($"{field}[{key}]", key, wrong));

    private static IEnumerable<FieldError> Update(WriteContext context, params string[] fields)
    {
        if (context.Old is not { } old || !old.IsTrue("immutable"))
        {
            return [];
        }

        return
        [
            .. context.New.IsTrue("immutable") ? [] : (FieldError[])[FieldError.Forbidden("immutable", Stays)],
            .. fields.Where(field => !JsonNode.DeepEquals(context.New[field] ?? new JsonObject(), old[field] ?? new JsonObject())).Select(field => FieldError.Forbidden(field, Stays)),
        ];
    }

    private static IEnumerable<FieldError> OfType(JsonObject value, string type)
    {
        if (JsonKeys.TryGetValue(type, out var key))
        {
            return value["data"].Text(key) is { } text ? Json(text, $"data[{key}]") : [FieldError.Required($"data[{key}]")];
        }

        return type switch
        {
            "kubernetes.io/service-account-token" when value.At("metadata", "annotations").Text("kubernetes.io/service-account.name") is null or "" =>
                [FieldError.Required("metadata.annotations[kubernetes.io/service-account.name]")],
            "kubernetes.io/basic-auth" when value["data"].At("username") is null && value["data"].At("password") is null =>
                [FieldError.Required("data[%s][username]"), FieldError.Required("data[%s][password]")],
            _ => (Required.GetValueOrDefault(type) ?? []).Where(place => value["data"].At(place[(place.LastIndexOf('[') + 1)..^1]) is null).Select(place => FieldError.Required(place)),
        };
    }

    private static IEnumerable<FieldError> Json(string encoded, string field)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(encoded));
            return [];
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            // That it is no JSON is what is asked here.
            return [GoValue.Invalid(field, "\"<secret contents redacted>\"", "unexpected end of JSON input")];
        }
    }

    private static long Size(JsonNode? data) => (data as JsonObject ?? []).Sum(entry => (long)Encoding.UTF8.GetByteCount(entry.Value.Text() ?? ""));

    private static long BinarySize(JsonNode? data) => (data as JsonObject ?? []).Sum(entry => (entry.Value.Text() ?? "").TrimEnd('=').Length * 3L / 4);

    private static IEnumerable<FieldError> TooLong(long size, string field) =>
        size > LargestSize ? [new FieldError("FieldValueTooLong", field, $"Too long: must have at most {LargestSize} bytes")] : [];
}
