using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Defaults;

/// <summary>Built-in types: fields that the type does not have go, as they do when the server decodes; then the defaults, from the outside in.</summary>
internal static class BuiltInDefaulting
{
    public static void Apply(JsonObject value, string definition, SchemaNode schema)
    {
        FieldDefaults.Apply(value, definition);
        ComputedDefaults.Apply(value, definition);
        foreach (var (name, child) in value.ToList())
        {
            if (schema.Properties.TryGetValue(name, out var field))
            {
                Visit(child, field);
                if (IsLeftOut(child, field) && !schema.Required.Contains(name))
                {
                    value.Remove(name);
                }
            }
            else if (!schema.PreserveUnknownFields && schema.Properties.Count > 0)
            {
                value.Remove(name);
            }
        }
    }

    // The server writes no empty maps and lists where they are optional; an empty object of a type of its own is written.
    private static bool IsLeftOut(JsonNode? value, SchemaNode schema) => schema switch
    {
        { Type: "array" } => value is null or JsonArray { Count: 0 },
        { AdditionalProperties: not null } => value is null or JsonObject { Count: 0 },
        _ => false,
    };

    private static void Visit(JsonNode? value, SchemaNode schema)
    {
        switch (value)
        {
            case JsonObject json when schema.Reference is { } definition && schema.Properties.Count > 0:
                Apply(json, definition, schema);
                break;
            case JsonObject json when schema.AdditionalProperties is { } values:
                foreach (var child in json.Select(entry => entry.Value).ToList())
                {
                    Visit(child, values);
                }

                break;
            case JsonArray items when schema.Items is { } item:
                foreach (var child in items)
                {
                    Visit(child, item);
                }

                break;
        }
    }
}
