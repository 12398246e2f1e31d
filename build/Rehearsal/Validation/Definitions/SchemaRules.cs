using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>
/// What a schema may not have; and of one without that, whether it is structural. The server visits properties as they come; here
/// they come in the order of their names. Whether defaults fit is not looked at.
/// </summary>
internal static class SchemaRules
{
    private static readonly string[] Unsupported = ["$ref", "id", "patternProperties", "dependencies", "definitions", "additionalItems"];
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Scalars = ["string", "integer", "boolean", "number"];

    public static IEnumerable<FieldError> Validate(JsonObject schema, string field)
    {
        List<FieldError> errors =
        [
            .. schema.IsTrue("nullable") ? (FieldError[])[FieldError.Forbidden($"{field}.nullable", "nullable cannot be true at the root")] : [],
            .. Node(schema, field),
            .. schema.At("properties", "metadata", "default") is null ? [] : (FieldError[])[FieldError.Forbidden($"{field}.properties[metadata].default", "must not be set in top-level metadata")],
        ];
        return errors.Any(error => error.Reason == "FieldValueForbidden") ? errors : [.. errors, .. StructuralRules.Validate(schema, field)];
    }

    /// <summary>The schemas directly inside of one, with their places.</summary>
    public static IEnumerable<(JsonObject Schema, string Field)> Inner(JsonObject schema, string field)
    {
        foreach (var (name, property) in (schema["properties"] as JsonObject ?? []).OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            yield return (property as JsonObject ?? [], $"{field}.properties[{name}]");
        }

        foreach (var name in (string[])["items", "additionalProperties"])
        {
            if (schema[name] is JsonObject inner)
            {
                yield return (inner, $"{field}.{name}");
            }
        }
    }

    private static IEnumerable<FieldError> Node(JsonObject schema, string field) =>
    [
        .. Unsupported.Where(name => schema[name] is not null).Select(name => FieldError.Forbidden($"{field}.{name}", $"{name} is not supported")),
        .. schema.IsTrue("uniqueItems") ? (FieldError[])[FieldError.Forbidden($"{field}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")] : [],
        .. schema["items"] is JsonArray ? (FieldError[])[FieldError.Forbidden($"{field}.items", "items must be a schema object and not an array")] : [],
        .. schema["additionalProperties"] is { } values && (values is JsonObject || values.IsTrue()) && schema["properties"] is JsonObject { Count: > 0 }
            ? (FieldError[])[FieldError.Forbidden($"{field}.additionalProperties", "additionalProperties and properties are mutual exclusive")] : [],
        .. Check.OneOf(schema.Text("type") is { Length: > 0 } type ? type : null, $"{field}.type", Types),
        .. Pattern(schema.Text("pattern"), $"{field}.pattern"),
        .. ListType(schema, field),
        .. MapType(schema, field),
        .. Inner(schema, field).SelectMany(inner => Node(inner.Schema, inner.Field)),
    ];

    private static IEnumerable<FieldError> Pattern(string? pattern, string field)
    {
        try
        {
            return pattern is null || new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) is not null ? [] : [];
        }
        catch (RegexParseException failure)
        {
            // That it is no pattern is what is asked here.
            return [FieldError.Invalid(field, pattern, failure.Error == RegexParseError.UnterminatedBracket
                ? $"must be a valid regular expression, but isn't: error parsing regexp: missing closing ]: `{pattern![pattern!.LastIndexOf('[')..]}`"
                : $"must be a valid regular expression, but isn't: error parsing regexp: {failure.Error}: `{pattern}`")];
        }
    }

    private static IEnumerable<FieldError> ListType(JsonObject schema, string field)
    {
        var (kind, keys, items) = (schema.Text("x-kubernetes-list-type"), schema.Each("x-kubernetes-list-map-keys").Select(key => key.Text() ?? "").ToList(), schema["items"] as JsonObject);
        var (type, place) = (schema.Text("type") ?? "", $"{field}.x-kubernetes-list-map-keys");
        return
        [
            .. kind is not null && type != "array" ? type.Length == 0 ? [FieldError.Required($"{field}.type", "must be array if x-kubernetes-list-type is specified")]
                : (FieldError[])[FieldError.Invalid($"{field}.type", type, "must be array if x-kubernetes-list-type is specified")] : [],
            .. Check.OneOf(kind, $"{field}.x-kubernetes-list-type", "atomic", "set", "map"),
            .. keys.Count > 0 && kind != "map" ? kind is null ? [FieldError.Required($"{field}.x-kubernetes-list-type", "must be map if x-kubernetes-list-map-keys is non-empty")]
                : (FieldError[])[FieldError.Invalid($"{field}.x-kubernetes-list-type", kind, "must be map if x-kubernetes-list-map-keys is non-empty")] : [],
            .. kind == "set" && items is not null && items.Text("type") == "object" && items.Text("x-kubernetes-map-type") != "atomic"
                ? (FieldError[])[GoValue.Invalid($"{field}.items.x-kubernetes-map-type", GoValue.Text(items.Text("x-kubernetes-map-type") ?? "null"),
                    "must be atomic as item of a list with x-kubernetes-list-type=set")] : [],
            .. kind != "map" ? [] : (IEnumerable<FieldError>)
            [
                .. keys.Count == 0 ? (FieldError[])[FieldError.Required(place, "must not be empty if x-kubernetes-list-type is map")] : [],
                .. items.Text("type") is { } inner and not "object"
                    ? (FieldError[])[FieldError.Invalid($"{field}.items.type", inner, "must be object if parent array's x-kubernetes-list-type is map")] : [],
                .. keys.Distinct().Count() < keys.Count ? (FieldError[])[GoValue.Invalid(place, GoValue.Texts(schema["x-kubernetes-list-map-keys"]), "must not contain duplicate entries")] : [],
                .. items.Text("type") == "object" ? Keys([.. keys.Distinct()], items!, schema, field, place) : [],
            ],
        ];
    }

    private static IEnumerable<FieldError> Keys(IReadOnlyList<string> keys, JsonObject items, JsonObject schema, string field, string place)
    {
        var known = keys.Where(key => items.At("properties", key) is not null).Select(key => (Name: key, Field: $"{field}.items.properties[{key}]", Schema: items.At("properties", key))).ToList();
        return
        [
            .. known.Where(key => key.Schema.Text("type") is { } type && !Scalars.Contains(type))
                .Select(key => FieldError.Invalid($"{key.Field}.type", key.Schema.Text("type"), "must be a scalar type if parent array's x-kubernetes-list-type is map")),
            .. known.Count < keys.Count ? (FieldError[])[GoValue.Invalid(place, GoValue.Texts(schema["x-kubernetes-list-map-keys"]), "entries must all be names of item properties")] : [],
            .. known.Where(key => key.Schema.At("default") is null && !items.Each("required").Any(name => name.Text() == key.Name))
                .Select(key => FieldError.Required($"{key.Field}.default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")),
        ];
    }

    private static IEnumerable<FieldError> MapType(JsonObject schema, string field)
    {
        var (kind, type) = (schema.Text("x-kubernetes-map-type"), schema.Text("type") ?? "");
        return
        [
            .. Check.OneOf(kind, $"{field}.x-kubernetes-map-type", "atomic", "granular"),
            .. kind is not null && type != "object" ? type.Length == 0 ? [FieldError.Required($"{field}.type", "must be object if x-kubernetes-map-type is specified")]
                : (FieldError[])[FieldError.Invalid($"{field}.type", type, "must be object if x-kubernetes-map-type is specified")] : [],
        ];
    }
}
