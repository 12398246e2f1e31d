using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Merging;

/// <summary>
/// Strategic merge patch: as a merge patch, but lists whose schema says so merge by their merge key, and directives in the
/// patch (<c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder</c>, <c>$deleteFromPrimitiveList</c>) replace, delete and order.
/// </summary>
internal sealed class StrategicMerge : IStrategicMerge
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string ElementOrder = "$setElementOrder/";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";

    public JsonObject Merge(JsonObject original, JsonObject patch, SchemaNode schema) => MergeObject(original, patch, schema);

    private static JsonObject MergeObject(JsonObject original, JsonObject patch, SchemaNode? schema)
    {
        switch (patch.Text(Directive))
        {
            case "replace":
                return Plain(patch);
            case "delete":
                return [];
            case null or "merge":
                break;
            case var unknown:
                throw Failures.BadRequest($"Unknown patch type found: {unknown}");
        }

        var result = original.DeepClone().AsObject();
        if (patch[RetainKeys] is JsonArray retained)
        {
            var kept = retained.Select(key => key.Text()).ToHashSet();
            foreach (var name in result.Select(field => field.Key).Where(name => !kept.Contains(name)).ToList())
            {
                result.Remove(name);
            }
        }

        foreach (var (name, value) in patch.Where(field => !field.Key.StartsWith('$')))
        {
            MergeField(result, name, value, Field(schema, name));
        }

        foreach (var (directive, value) in patch)
        {
            if (directive.StartsWith(DeleteFromList, StringComparison.Ordinal) && result[directive[DeleteFromList.Length..]] is JsonArray list)
            {
                var gone = value.Each().ToList();
                result[directive[DeleteFromList.Length..]] = Array(list.Where(item => !gone.Any(one => JsonNode.DeepEquals(one, item))));
            }
            else if (directive.StartsWith(ElementOrder, StringComparison.Ordinal) && result[directive[ElementOrder.Length..]] is JsonArray merged)
            {
                var name = directive[ElementOrder.Length..];
                result[name] = Ordered(merged, value.Each().ToList(), original[name].Each().ToList(), Field(schema, name)?.PatchMergeKey);
            }
        }

        return result;
    }

    private static void MergeField(JsonObject target, string name, JsonNode? value, SchemaNode? schema)
    {
        var strategy = schema?.PatchStrategy?.Split(',') ?? [];
        switch (value, target[name])
        {
            case (null, _):
                target.Remove(name);
                break;
            case (JsonObject inner, var before) when before is JsonObject || (before is null && !strategy.Contains("replace")):
                target[name] = strategy.Contains("replace") ? Plain(inner) : MergeObject(before as JsonObject ?? [], inner, schema);
                break;
            case (JsonArray items, var before) when strategy.Contains("merge"):
                target[name] = MergeList(before as JsonArray ?? [], items, schema!);
                break;
            default:
                target[name] = Plain(value);
                break;
        }
    }

    private static JsonArray MergeList(JsonArray original, JsonArray patch, SchemaNode schema)
    {
        if (schema.PatchMergeKey is not { } key)
        {
            var added = patch.Where(item => !original.Any(there => JsonNode.DeepEquals(there, item)));
            return Ordered(Array(original.Concat(added)), [.. patch], [.. original], null);
        }

        var wanted = new List<JsonObject>();
        var replaces = false;
        var result = original.Select(item => item?.DeepClone()).ToList();
        foreach (var item in patch)
        {
            var entry = item as JsonObject ?? throw Failures.BadRequest($"expected an object with the key {key} in a list, got {JsonText.Utf8(item).Length} bytes of something else");
            switch (entry.Text(Directive))
            {
                case "replace":
                    replaces = true;
                    break;
                case "delete":
                    var gone = Key(entry, key);
                    result.RemoveAll(there => JsonNode.DeepEquals(there.At(key), gone));
                    break;
                default:
                    wanted.Add(entry);
                    break;
            }
        }

        if (replaces)
        {
            return Array(wanted.Select(Plain));
        }

        foreach (var entry in wanted)
        {
            var id = Key(entry, key);
            var at = result.FindIndex(there => JsonNode.DeepEquals(there.At(key), id));
            var merged = MergeObject(at < 0 ? [] : result[at]!.AsObject(), entry, schema.Items);
            if (at < 0)
            {
                result.Add(merged);
            }
            else
            {
                result[at] = merged;
            }
        }

        return Ordered(Array(result), [.. wanted], [.. original], key);
    }

    // What the patch names stands in the patch's order, what only the server has where it stood before.
    private static JsonArray Ordered(JsonArray merged, List<JsonNode?> order, List<JsonNode?> before, string? key)
    {
        bool Same(JsonNode? left, JsonNode? right) => key is null ? JsonNode.DeepEquals(left, right) : JsonNode.DeepEquals(left.At(key), right.At(key));
        int Place(List<JsonNode?> list, JsonNode? item) => list.FindIndex(one => Same(one, item));

        var named = new Queue<JsonNode?>(merged.Where(item => Place(order, item) >= 0).OrderBy(item => Place(order, item)));
        var others = new Queue<JsonNode?>(merged.Where(item => Place(order, item) < 0).OrderBy(item => Place(before, item)));
        var result = new List<JsonNode?>();
        while (named.Count > 0 || others.Count > 0)
        {
            var fromOthers = named.Count == 0
                || (others.Count > 0 && Place(before, others.Peek()) is >= 0 and var other && Place(before, named.Peek()) is >= 0 and var one && other < one);
            result.Add((fromOthers ? others : named).Dequeue());
        }

        return Array(result);
    }

    private static JsonNode Key(JsonObject entry, string key) =>
        entry[key] ?? throw Failures.BadRequest($"map: {JsonSerializer.Serialize(entry)} does not contain declared merge key: {key}");

    private static SchemaNode? Field(SchemaNode? schema, string name) => schema?.Properties.GetValueOrDefault(name) ?? schema?.AdditionalProperties;

    // A value that meets nothing: without its directives and without what it would delete.
    private static JsonNode? Plain(JsonNode? value) => value switch
    {
        JsonObject json => Plain(json),
        JsonArray items => Array(items.Where(item => item.Text(Directive) != "delete").Select(Plain)),
        _ => value?.DeepClone(),
    };

    private static JsonObject Plain(JsonObject value) => new(value
        .Where(field => !field.Key.StartsWith('$') && field.Value is not null)
        .Select(field => KeyValuePair.Create(field.Key, Plain(field.Value))));

    private static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items.Select(item => item?.Parent is null ? item : item.DeepClone())]);
}
