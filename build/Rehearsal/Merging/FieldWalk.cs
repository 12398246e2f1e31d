using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Merging;

/// <summary>How the schema divides a value into fields: maps field by field, lists by key or as a set where the schema says so, the rest in one piece.</summary>
internal static class FieldWalk
{
    // The one key of an item that may be left out. Source: 1.20.2 takes such container ports, and no such Service ports.
    private static readonly (string Definition, string Key, string Value) KeyDefault = ("api.core.v1.ContainerPort", "protocol", "TCP");

    /// <summary>The fields of an applied configuration.</summary>
    /// <param name="value">The configuration, or a part of it.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="path">Where the part is, for messages: <c>.spec.ports</c>.</param>
    /// <exception cref="ApiException">An item of a list lacks its key, or a field is none of the type.</exception>
    public static FieldSet Fields(JsonNode? value, SchemaNode? schema, string path = "")
    {
        var set = new FieldSet();
        if (Parts(value, schema, path) is not { } parts)
        {
            set.IsMember = true;
            return set;
        }

        foreach (var (step, part, below) in parts)
        {
            var isField = step[0] == 'f' && schema?.Properties.ContainsKey(step[2..]) == true;
            if (step[0] == 'f' && below is null && schema is { PreserveUnknownFields: false })
            {
                throw new ApiException(500, "", $"failed to create typed patch object: {path}.{step[2..]}: field not declared in schema");
            }

            var child = Fields(part, below, path + FieldSet.Shown(step));
            // An item of a list and an entry of a map are members beside their fields; a field of a type is so by what it holds.
            child.IsMember |= !isField;
            Put(set, step, child);
        }

        return set;
    }

    /// <summary>What differs: in the one set what is new or has another value, in the other what is gone.</summary>
    public static void Compare(JsonNode? before, JsonNode? after, SchemaNode? schema, FieldSet changed, FieldSet removed)
    {
        // A null there is an empty value, whatever comes into it.
        var (old, now) = (before is null ? [] : Parts(before, schema), Parts(after, schema));
        if (old is null || now is null)
        {
            changed.IsMember |= !JsonNode.DeepEquals(before, after);
            return;
        }

        foreach (var (step, part, below) in now)
        {
            var there = old.FirstOrDefault(one => one.Step == step);
            if (there.Step is null)
            {
                Put(changed, step, All(part, below));
                continue;
            }

            var (childChanged, childRemoved) = (new FieldSet(), new FieldSet());
            Compare(there.Value, part, below, childChanged, childRemoved);
            Put(changed, step, childChanged);
            Put(removed, step, childRemoved);
        }

        foreach (var (step, part, below) in old.Where(one => now.All(other => other.Step != one.Step)))
        {
            Put(removed, step, All(part, below));
        }
    }

    /// <summary>Lays an applied configuration over the live value.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, SchemaNode? schema)
    {
        if (Parts(applied, schema) is not { } parts || Parts(live, schema) is not { Count: > 0 } there)
        {
            return applied?.DeepClone();
        }

        var merged = there.Where(one => parts.All(part => part.Step != one.Step)).ToDictionary(one => one.Step, one => one.Value?.DeepClone());
        foreach (var (step, part, below) in parts)
        {
            merged[step] = Merge(there.FirstOrDefault(one => one.Step == step).Value, part, below);
        }

        // What is applied first in a list, in its order; then what only the server has.
        return applied is JsonArray
            ? new JsonArray([.. parts.Select(part => merged[part.Step]), .. there.Where(one => parts.All(part => part.Step != one.Step)).Select(one => merged[one.Step])])
            : new JsonObject(there.Select(one => one.Step).Union(parts.Select(part => part.Step)).Select(step => KeyValuePair.Create(step[2..], merged[step])));
    }

    /// <summary>Takes fields out of a value.</summary>
    public static JsonNode? Remove(JsonNode? value, FieldSet fields, SchemaNode? schema)
    {
        if (Parts(value, schema) is not { } parts)
        {
            return value;
        }

        foreach (var (step, part, below) in parts)
        {
            if (fields.Find(step) is not { } child)
            {
                continue;
            }

            var emptied = !child.IsMember && Remove(part, child, below) is JsonObject { Count: 0 } or JsonArray { Count: 0 } && part is not JsonValue;
            if (child.IsMember && value is JsonArray items)
            {
                items.Remove(part);
            }
            else if ((child.IsMember || emptied) && value is JsonObject json)
            {
                json.Remove(step[2..]);
            }
        }

        return value;
    }

    // Every field below, the inner ones beside those at the ends.
    private static FieldSet All(JsonNode? value, SchemaNode? schema)
    {
        var set = new FieldSet { IsMember = true };
        foreach (var (step, part, below) in Parts(value, schema) ?? [])
        {
            Put(set, step, All(part, below));
        }

        return set;
    }

    // Null for what counts as one piece.
    private static List<(string Step, JsonNode? Value, SchemaNode? Schema)>? Parts(JsonNode? value, SchemaNode? schema, string path = "") => value switch
    {
        JsonObject json when schema?.MapType != "atomic" =>
            [.. json.Select(field => ("f:" + field.Key, field.Value, schema?.Properties.GetValueOrDefault(field.Key) ?? schema?.AdditionalProperties))],
        JsonArray items when Keys(schema) is { } keys => [.. items.Select((item, index) => (Step(item, keys, schema!.Items, $"{path}: element {index}"), item, schema!.Items))],
        _ => null,
    };

    // The keys of the items; none for a set, null for a list in one piece.
    private static IReadOnlyList<string>? Keys(SchemaNode? schema) => schema switch
    {
        { ListType: "map" } => schema.ListMapKeys,
        { ListType: "set" } => [],
        { ListType: null, PatchStrategy: { } strategy } when strategy.Split(',').Contains("merge") => schema.PatchMergeKey is { } key ? [key] : [],
        _ => null,
    };

    private static string Step(JsonNode? item, IReadOnlyList<string> keys, SchemaNode? schema, string place)
    {
        if (keys.Count == 0)
        {
            return "v:" + Text(item);
        }

        var named = new JsonObject();
        foreach (var key in keys.Order(StringComparer.Ordinal))
        {
            named[key] = item.At(key)?.DeepClone() ?? (schema?.Reference == KeyDefault.Definition && key == KeyDefault.Key
                ? KeyDefault.Value
                : throw new ApiException(500, "", $"failed to create typed patch object: {place}: associative list with keys has an element that omits key field \"{key}\" (and doesn't have default value)"));
        }

        return "k:" + Text(named);
    }

    private static string Text(JsonNode? json) => System.Text.Encoding.UTF8.GetString(JsonText.Utf8(json));

    private static void Put(FieldSet set, string step, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            set.Add(step, child);
        }
    }
}
