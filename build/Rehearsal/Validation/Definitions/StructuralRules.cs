using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Definitions;

/// <summary>Whether a schema is structural: every field has its type, and combinations of schemas only narrow values. The errors are in the order of their text.</summary>
internal static class StructuralRules
{
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];

    // What a part of a combination may not say, and what is told of it.
    private static readonly (string Name, string Detail)[] NotInCombination =
    [
        ("description", "must be empty to be structural"), ("title", "must be empty to be structural"), ("default", "must be undefined to be structural"),
        ("type", "must be empty to be structural"), ("additionalProperties", "must be undefined to be structural"), ("nullable", "must be false to be structural"),
    ];

    public static IEnumerable<FieldError> Validate(JsonObject schema, string field)
    {
        IEnumerable<FieldError> errors =
        [
            .. schema.Text("type") switch
            {
                null or "" => [FieldError.Required($"{field}.type", "must not be empty at the root")],
                "object" => (FieldError[])[],
                var other => [FieldError.Invalid($"{field}.type", other, "must be object at the root")],
            },
            .. Node(schema, field),
            .. Own(schema["properties"] as JsonObject ?? [], field),
        ];
        return errors.OrderBy(error => error.ToString(), StringComparer.Ordinal);
    }

    private static IEnumerable<FieldError> Node(JsonObject schema, string field)
    {
        IEnumerable<FieldError> Typed((JsonObject Schema, string Field) inner, string of) =>
            IsFree(inner.Schema) || inner.Schema.Text("type") is { Length: > 0 } ? [] : [FieldError.Required($"{inner.Field}.type", $"must not be empty for specified {of}")];

        return
        [
            .. schema.Text("type") == "array" && schema["items"] is null ? (FieldError[])[FieldError.Required($"{field}.items", "must be specified")] : [],
            .. schema.IsTrue("x-kubernetes-embedded-resource") ? Embedded(schema, field) : [],
            .. Combinations(schema, field),
            .. SchemaRules.Inner(schema, field).SelectMany(inner => (IEnumerable<FieldError>)
            [
                .. Typed(inner, inner.Field == $"{field}.items" ? "array items" : "object fields"),
                .. Node(inner.Schema, inner.Field),
            ]),
        ];
    }

    private static bool IsFree(JsonObject schema) => schema.IsTrue("x-kubernetes-int-or-string") || schema.IsTrue("x-kubernetes-preserve-unknown-fields")
        || schema.IsTrue("x-kubernetes-embedded-resource");

    private static IEnumerable<FieldError> Embedded(JsonObject schema, string field) =>
    [
        .. schema.IsTrue("x-kubernetes-preserve-unknown-fields") || schema["properties"] is JsonObject { Count: > 0 } ? [] : (FieldError[])
            [FieldError.Required($"{field}.properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")],
        .. schema.Text("type") switch
        {
            null or "" => [FieldError.Required($"{field}.type", "must be object if x-kubernetes-embedded-resource is true")],
            "object" => (FieldError[])[],
            var other => [FieldError.Invalid($"{field}.type", other, "must be object if x-kubernetes-embedded-resource is true")],
        },
        .. Own(schema["properties"] as JsonObject ?? [], field),
    ];

    // The server's own fields of a whole object.
    private static IEnumerable<FieldError> Own(JsonObject properties, string field) =>
    [
        .. ((string[])["apiVersion", "kind"]).Where(name => properties[name].Text("type") is not (null or "" or "string"))
            .Select(name => FieldError.Invalid($"{field}.properties[{name}].type", properties[name].Text("type"), "must be string")),
        .. properties["metadata"].Text("type") is { Length: > 0 } type and not "object"
            ? (FieldError[])[FieldError.Invalid($"{field}.properties[metadata].type", type, "must be object")] : [],
        .. (properties["metadata"].At("properties") as JsonObject ?? []).Any(property => property.Key is not ("name" or "generateName"))
            ? (FieldError[])[FieldError.Forbidden($"{field}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified")] : [],
    ];

    private static IEnumerable<FieldError> Combinations(JsonObject schema, string field)
    {
        // Two types of one field may be said so, and only so.
        var isEither = schema.IsTrue("x-kubernetes-int-or-string");
        return
        [
            .. Lists.SelectMany(list => Check.Each(schema[list], $"{field}.{list}", (part, place) => Part(part as JsonObject ?? [], place, isEither))),
            .. schema["not"] is JsonObject not ? Part(not, $"{field}.not", mayType: false) : [],
        ];
    }

    private static IEnumerable<FieldError> Part(JsonObject part, string field, bool mayType) =>
    [
        .. NotInCombination.Where(wrong => IsSaid(part[wrong.Name]) && !(mayType && wrong.Name == "type"))
            .Select(wrong => FieldError.Forbidden($"{field}.{wrong.Name}", wrong.Detail)),
        .. Lists.SelectMany(list => Check.Each(part[list], $"{field}.{list}", (inner, place) => Part(inner as JsonObject ?? [], place, mayType))),
        .. part["not"] is JsonObject not ? Part(not, $"{field}.not", mayType: false) : [],
        .. SchemaRules.Inner(part, field).Where(inner => !inner.Field.EndsWith(".additionalProperties", StringComparison.Ordinal))
            .SelectMany(inner => Part(inner.Schema, inner.Field, mayType: false)),
    ];

    private static bool IsSaid(JsonNode? value) => value is not null && value.Text() != "" && value.GetValueKind() != System.Text.Json.JsonValueKind.False;
}
