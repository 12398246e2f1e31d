using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Defaults;

/// <summary>Custom types: pruned to what the structural schema names, then filled with the schema's defaults.</summary>
internal static class CustomDefaulting
{
    public static void Apply(JsonNode? value, SchemaNode schema, bool isRoot)
    {
        switch (value)
        {
            case JsonObject json:
                Apply(json, schema, isRoot);
                break;
            case JsonArray items when schema.Items is { } item:
                foreach (var child in items)
                {
                    Apply(child, item, isRoot: false);
                }

                break;
        }
    }

    private static void Apply(JsonObject value, SchemaNode schema, bool isRoot)
    {
        foreach (var (name, field) in schema.Properties)
        {
            // A null where none may be counts as nothing sent, when there is a default.
            if (field.Default is { } standard && (!value.TryGetPropertyValue(name, out var present) || (present is null && !field.Nullable)))
            {
                value[name] = standard.DeepClone();
            }
        }

        foreach (var (name, child) in value.ToList())
        {
            if (isRoot && name is "metadata" or "apiVersion" or "kind")
            {
                continue;
            }

            if (schema.Properties.TryGetValue(name, out var field) || (field = schema.AdditionalProperties) is not null)
            {
                Apply(child, field, isRoot: field.EmbeddedResource);
            }
            else if (!schema.PreserveUnknownFields)
            {
                value.Remove(name);
            }
        }
    }
}
