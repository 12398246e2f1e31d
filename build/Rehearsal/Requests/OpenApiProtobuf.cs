using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The OpenAPI document in gnostic's protobuf (package openapi.v2), which kubectl asks for. The numbers are those of its fields.</summary>
internal static class OpenApiProtobuf
{
    public static ReadOnlyMemory<byte> Write(JsonObject document)
    {
        var writer = new ProtobufWriter();
        writer.Text(1, document.Text("swagger")!);
        writer.Message(2, info =>
        {
            info.Text(1, document.Text("info", "title")!);
            info.Text(2, document.Text("info", "version")!);
        });
        writer.Message(8, paths => Named(paths, 2, document["paths"], (item, path) => item.Message(8, operation => Operation(operation, path["patch"]!.AsObject()))));
        writer.Message(9, definitions => Named(definitions, 1, document["definitions"], Schema));
        return writer.Written;
    }

    // Maps are lists of name (1) and value (2).
    private static void Named(ProtobufWriter writer, int field, JsonNode? map, Action<ProtobufWriter, JsonObject> content)
    {
        foreach (var (name, value) in map as JsonObject ?? [])
        {
            writer.Message(field, entry =>
            {
                entry.Text(1, name);
                entry.Message(2, inner => content(inner, value!.AsObject()));
            });
        }
    }

    private static void Operation(ProtobufWriter writer, JsonObject operation)
    {
        writer.Text(5, operation.Text("operationId")!);
        foreach (var parameter in operation.Each("parameters"))
        {
            // ParametersItem.parameter, Parameter.non_body_parameter, NonBodyParameter.query_parameter_sub_schema.
            writer.Message(8, item => item.Message(1, one => one.Message(2, nonBody => nonBody.Message(3, query =>
            {
                query.Text(2, "query");
                query.Text(4, parameter.Text("name")!);
                query.Text(6, parameter.Text("type")!);
            }))));
        }

        writer.Message(9, _ => { });
        Extensions(writer, 13, operation);
    }

    private static void Schema(ProtobufWriter writer, JsonObject schema)
    {
        if (schema.Text("$ref") is { } reference)
        {
            writer.Text(1, reference);
        }

        if (schema.Text("format") is { } format)
        {
            writer.Text(2, format);
        }

        foreach (var name in schema.Each("required"))
        {
            writer.Text(19, (string)name!);
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            writer.Message(21, item => item.Message(1, inner => Schema(inner, values)));
        }

        if (schema.Text("type") is { } type)
        {
            writer.Message(22, item => item.Text(1, type));
        }

        if (schema["items"] is JsonObject items)
        {
            writer.Message(23, item => item.Message(1, inner => Schema(inner, items)));
        }

        if (schema["properties"] is JsonObject properties)
        {
            writer.Message(25, map => Named(map, 1, properties, Schema));
        }

        Extensions(writer, 31, schema);
    }

    // An extension's value is YAML, of which JSON is a part.
    private static void Extensions(ProtobufWriter writer, int field, JsonObject json)
    {
        foreach (var (name, value) in json.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            writer.Message(field, entry =>
            {
                entry.Text(1, name);
                entry.Message(2, any => any.Text(2, value!.ToJsonString() + "\n"));
            });
        }
    }
}
