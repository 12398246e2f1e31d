using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Decoding;

/// <summary>Holds an object of a built-in type against the types of its fields. Null fits everywhere, unknown fields are not looked at.</summary>
internal static partial class TypeCheck
{
    private const string Quantity = "apimachinery.pkg.api.resource.Quantity";

    // Names whose capitals are not those of the JSON name with a capital at its beginning.
    private static readonly Dictionary<string, string> Capitals = new()
    {
        ["metadata"] = "ObjectMeta",
        ["uid"] = "UID",
        ["ip"] = "IP",
        ["url"] = "URL",
        ["caBundle"] = "CABundle",
        ["serviceAccount"] = "DeprecatedServiceAccount",
        ["httpGet"] = "HTTPGet",
        ["httpHeaders"] = "HTTPHeaders",
        ["tcpSocket"] = "TCPSocket",
        ["apiGroup"] = "APIGroup",
        ["apiGroups"] = "APIGroups",
        ["apiVersion"] = "APIVersion",
        ["http"] = "HTTP",
        ["tls"] = "TLS",
        ["fsGroup"] = "FSGroup",
        ["nfs"] = "NFS",
    };

    /// <summary>The first value that does not fit; null when all do.</summary>
    /// <param name="value">The object, or a part of it.</param>
    /// <param name="definition">The name of its definition in the schema.</param>
    /// <param name="schema">Its schema.</param>
    public static TypeMismatch? Find(JsonObject value, string definition, SchemaNode schema) => Object(value, definition, schema, [], []);

    private static TypeMismatch? Object(JsonObject value, string definition, SchemaNode schema, List<object> path, List<string> fields)
    {
        foreach (var (name, child) in value)
        {
            if (child is null || !schema.Properties.TryGetValue(name, out var field))
            {
                continue;
            }

            path.Add(name);
            fields.Add($"{ShortName(definition)}.{FieldName(name)}");
            if (Value(child, field, path, fields) is { } found)
            {
                return found;
            }

            path.RemoveAt(path.Count - 1);
            fields.RemoveAt(fields.Count - 1);
        }

        return null;
    }

    private static TypeMismatch? Value(JsonNode value, SchemaNode schema, List<object> path, List<string> fields)
    {
        if (!Fits(value, schema))
        {
            return new TypeMismatch([.. path], [.. fields], value, schema);
        }

        return value switch
        {
            JsonObject json when schema is { Reference: { } definition, Properties.Count: > 0 } => Object(json, definition, schema, path, fields),
            JsonObject json when schema.AdditionalProperties is { } values => Children(json.Select(entry => ((object)entry.Key, entry.Value)), values, path, fields, null),
            JsonArray items when schema.Items is { } item => Children(items.Select((child, index) => ((object)index, child)), item, path, fields,
                item.Reference is { } name ? "[]" + ShortName(name) : null),
            _ => null,
        };
    }

    private static TypeMismatch? Children(IEnumerable<(object Step, JsonNode? Value)> children, SchemaNode schema, List<object> path, List<string> fields, string? list)
    {
        var depth = (Path: path.Count, Fields: fields.Count);
        fields.AddRange(list is null ? [] : [list]);
        foreach (var (step, child) in children)
        {
            path.Add(step);
            if (child is not null && Value(child, schema, path, fields) is { } found)
            {
                return found;
            }

            path.RemoveAt(depth.Path);
        }

        fields.RemoveRange(depth.Fields, fields.Count - depth.Fields);
        return null;
    }

    private static bool Fits(JsonNode value, SchemaNode schema)
    {
        var kind = value.GetValueKind();
        if (schema.Reference == Quantity)
        {
            return kind == JsonValueKind.Number || (value.Text() is { } quantity && QuantityForm().IsMatch(quantity));
        }

        if (schema.IntOrString)
        {
            return kind is JsonValueKind.Number or JsonValueKind.String;
        }

        return schema.Type switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" => kind == JsonValueKind.Number && value.ToJsonString().AsSpan().IndexOfAny(".eE") < 0,
            "number" => kind == JsonValueKind.Number,
            "string" when schema.Format == "byte" => value.Text() is { } text && IsBase64(text),
            "string" => kind == JsonValueKind.String,
            _ => true,
        };
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _);

    /// <summary><c>v1.PodSpec</c> of <c>api.core.v1.PodSpec</c>.</summary>
    private static string ShortName(string definition) => string.Join('.', definition.Split('.')[^2..]);

    private static string FieldName(string name) => Capitals.TryGetValue(name, out var capitals) ? capitals : char.ToUpperInvariant(name[0]) + name[1..];

    [GeneratedRegex(@"\A[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]i?|[eE][+-]?[0-9]+)?\z")]
    private static partial Regex QuantityForm();
}
