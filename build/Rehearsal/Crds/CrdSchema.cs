using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Crds;

/// <summary>Reads the structural schema of a CustomResourceDefinition.</summary>
public static class CrdSchema
{
    private const string ObjectMeta = "apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private static readonly string[] ConstraintNames =
    [
        "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems",
        "uniqueItems", "minProperties", "maxProperties", "oneOf", "anyOf", "allOf", "not",
    ];

    /// <summary>The schema of whole objects: apiVersion, kind and metadata are the server's own.</summary>
    public static SchemaNode Read(JsonObject? schema, BuiltInTypes types) =>
        Node(schema ?? new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true }, isRoot: true, types);

    private static SchemaNode Node(JsonObject schema, bool isRoot, BuiltInTypes types)
    {
        var embedded = schema.IsTrue("x-kubernetes-embedded-resource");
        var properties = (schema["properties"] as JsonObject ?? []).ToDictionary(
            property => property.Key, property => Node(property.Value as JsonObject ?? [], false, types), StringComparer.Ordinal);
        if (isRoot || embedded)
        {
            properties["apiVersion"] = new SchemaNode { Type = "string" };
            properties["kind"] = new SchemaNode { Type = "string" };
            properties["metadata"] = new SchemaNode(ObjectMeta, name => types.Schemas[name]);
        }

        var values = schema["additionalProperties"];
        var constraints = new JsonObject(schema.Where(entry => ConstraintNames.Contains(entry.Key)).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));
        return new SchemaNode
        {
            Type = schema.Text("type") ?? (isRoot ? "object" : ""),
            Format = schema.Text("format"),
            Properties = properties,
            Items = schema["items"] is JsonObject items ? Node(items, false, types) : null,
            AdditionalProperties = values is JsonObject map ? Node(map, false, types) : values.IsTrue() ? new SchemaNode { PreserveUnknownFields = true } : null,
            Required = [.. schema.Each("required").Select(name => name.Text() ?? "")],
            IntOrString = schema.IsTrue("x-kubernetes-int-or-string"),
            PreserveUnknownFields = schema.IsTrue("x-kubernetes-preserve-unknown-fields"),
            EmbeddedResource = embedded,
            Nullable = schema.IsTrue("nullable"),
            Default = schema["default"]?.DeepClone(),
            ListType = schema.Text("x-kubernetes-list-type"),
            ListMapKeys = [.. schema.Each("x-kubernetes-list-map-keys").Select(key => key.Text() ?? "")],
            MapType = schema.Text("x-kubernetes-map-type"),
            Constraints = constraints.Count > 0 ? constraints : null,
        };
    }
}
