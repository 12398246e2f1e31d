using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>
/// The OpenAPI v2 document: every definition, and of the paths what clients read there, the PATCH of each type with the
/// parameters that tell kubectl whether it can be a dry run.
/// </summary>
internal static class OpenApiDocument
{
    private const string Prefix = "io.k8s.";

    public static JsonObject Write(TypeRegistry types, string version)
    {
        var definitions = new JsonObject();
        foreach (var (name, schema) in types.BuiltIn.Schemas)
        {
            definitions[Prefix + name] = Definition(schema, types.BuiltIn.KindsOf(name));
        }

        foreach (var custom in types.Definitions.Where(type => type is { Custom: not null, Schema: not null }))
        {
            definitions[CustomName(custom)] = Definition(custom.Schema!, [custom.Gvk]);
        }

        var paths = new JsonObject();
        foreach (var type in types.Definitions.Where(type => type.Allows("patch")))
        {
            var root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.Group}/{type.Version}";
            paths[$"{root}{(type.Namespaced ? "/namespaces/{namespace}" : "")}/{type.Plural}/{{name}}"] = new JsonObject { ["patch"] = Patch(type) };
        }

        return new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = version },
            ["paths"] = paths,
            ["definitions"] = definitions,
        };
    }

    // com.example.v1.Kind for the group example.com.
    private static string CustomName(ResourceDefinition type) => $"{string.Join('.', type.Group.Split('.').Reverse())}.{type.Version}.{type.Kind}";

    private static JsonObject Patch(ResourceDefinition type) => new()
    {
        ["operationId"] = $"patch{type.Group}{type.Version}{type.Kind}",
        ["parameters"] = new JsonArray(
            Query("dryRun", "string"), Query("fieldManager", "string"), Query("force", "boolean")),
        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        ["x-kubernetes-action"] = "patch",
        ["x-kubernetes-group-version-kind"] = Kind(type.Gvk),
    };

    private static JsonObject Query(string name, string type) => new() { ["name"] = name, ["in"] = "query", ["type"] = type, ["uniqueItems"] = true };

    private static JsonObject Definition(SchemaNode schema, IReadOnlyList<GroupVersionKind> kinds)
    {
        var json = Write(schema);
        if (kinds.Count > 0)
        {
            json["x-kubernetes-group-version-kind"] = new JsonArray([.. kinds.Select(Kind)]);
        }

        return json;
    }

    private static JsonObject Kind(GroupVersionKind kind) => new() { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version };

    private static JsonObject Write(SchemaNode schema)
    {
        var json = new JsonObject();
        if (schema.Reference is { } reference)
        {
            json["$ref"] = $"#/definitions/{Prefix}{reference}";
        }
        else if (schema.IntOrString)
        {
            (json["type"], json["format"]) = ("string", "int-or-string");
        }
        // The document leaves what a custom type keeps unknown without a type, so that clients do not refuse it.
        else if (schema.Type.Length > 0 && !(schema is { PreserveUnknownFields: true, Type: "object", Properties.Count: 0, AdditionalProperties: null } && schema.EmbeddedResource))
        {
            json["type"] = schema.Type;
            WriteContent(json, schema);
        }

        foreach (var (name, value) in ((string, string?)[])
            [("x-kubernetes-patch-strategy", schema.PatchStrategy), ("x-kubernetes-patch-merge-key", schema.PatchMergeKey),
             ("x-kubernetes-list-type", schema.ListType), ("x-kubernetes-map-type", schema.MapType)])
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }

        if (schema.ListMapKeys.Count > 0)
        {
            json["x-kubernetes-list-map-keys"] = new JsonArray([.. schema.ListMapKeys.Select(key => (JsonNode)key)]);
        }

        return json;
    }

    private static void WriteContent(JsonObject json, SchemaNode schema)
    {
        if (schema.Format is not null)
        {
            json["format"] = schema.Format;
        }

        if (schema.Required.Count > 0)
        {
            json["required"] = new JsonArray([.. schema.Required.Select(name => (JsonNode)name)]);
        }

        if (schema.Items is { } items)
        {
            json["items"] = Write(items);
        }

        if (schema.AdditionalProperties is { } values)
        {
            json["additionalProperties"] = Write(values);
        }

        // Where unknown fields are kept, the listed ones are left out, as kubectl would take them for all there are.
        if (schema.Properties.Count > 0 && !schema.PreserveUnknownFields)
        {
            json["properties"] = new JsonObject(schema.Properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)Write(property.Value))));
        }
    }
}
