using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>
/// Custom objects against their schema: types, required fields, enum, pattern, limits of numbers, texts and lists. Combinations
/// (oneOf, anyOf, allOf, not) are not looked at.
/// </summary>
internal sealed class CustomValidation : IValidation
{
    // A pattern of a definition may take any time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public IEnumerable<FieldError> Validate(WriteContext context) =>
        context.Resource is { Custom: not null, Schema: { } schema } ? Fields(context.New, schema, "", isRoot: true) : [];

    private static IEnumerable<FieldError> Fields(JsonObject value, SchemaNode schema, string path, bool isRoot)
    {
        foreach (var name in schema.Required.Where(name => !value.ContainsKey(name)))
        {
            yield return FieldError.Required(Below(path, name));
        }

        foreach (var (name, child) in value)
        {
            var field = schema.Properties.GetValueOrDefault(name) ?? schema.AdditionalProperties;
            if (field is null || (isRoot && name is "metadata" or "apiVersion" or "kind"))
            {
                continue;
            }

            foreach (var error in Value(child, field, Below(path, name)))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Value(JsonNode? value, SchemaNode schema, string path)
    {
        if (value is null && schema.Nullable)
        {
            return [];
        }

        if (!Fits(value, schema))
        {
            var found = Kind(value);
            var expected = schema.IntOrString ? "integer,string" : schema.Type;
            return [FieldError.Invalid(path, found, $"{path} in body must be of type {expected}: \"{found}\"")];
        }

        var errors = Limits(value, schema.Constraints ?? [], path);
        return value switch
        {
            JsonObject json => errors.Concat(Fields(json, schema, path, schema.EmbeddedResource)),
            JsonArray items when schema.Items is { } item => errors.Concat(items.SelectMany((child, index) => Value(child, item, $"{path}[{index}]"))),
            _ => errors,
        };
    }

    private static bool Fits(JsonNode? value, SchemaNode schema) => (schema.IntOrString, schema.Type, Kind(value)) switch
    {
        (true, _, var kind) => kind is "integer" or "string",
        (_, "", _) => true,
        (_, "number", "integer") => true,
        (_, var type, var kind) => type == kind,
    };

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.ToJsonString().AsSpan().IndexOfAny(".eE") < 0 ? "integer" : "number",
        _ => "boolean",
    };

    private static IEnumerable<FieldError> Limits(JsonNode? value, JsonObject limits, string path)
    {
        if (limits["enum"] is JsonArray valid && !valid.Any(one => JsonNode.DeepEquals(one, value)))
        {
            yield return FieldError.NotSupported(path, value, valid.Select(one => one.Text() ?? one?.ToJsonString() ?? "null"));
        }

        var text = value.Text();
        if (text is not null && limits.Text("pattern") is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, Patience))
        {
            yield return FieldError.Invalid(path, value, $"{path} in body should match '{pattern}'");
        }

        var number = value?.GetValueKind() == JsonValueKind.Number ? Number(value.ToJsonString()) : (decimal?)null;
        var (above, below) = (limits.IsTrue("exclusiveMinimum"), limits.IsTrue("exclusiveMaximum"));
        (decimal? Measured, string Limit, Func<int, bool> IsWrong, string Detail)[] bounds =
        [
            (number, "minimum", order => order < 0 || (above && order == 0), above ? "be greater than #" : "be greater than or equal to #"),
            (number, "maximum", order => order > 0 || (below && order == 0), below ? "be less than #" : "be less than or equal to #"),
            (text?.Length, "minLength", order => order < 0, "be at least # chars long"),
            (text?.Length, "maxLength", order => order > 0, "be at most # chars long"),
            ((value as JsonArray)?.Count, "minItems", order => order < 0, "have at least # items"),
            ((value as JsonArray)?.Count, "maxItems", order => order > 0, "have at most # items"),
        ];
        foreach (var (measured, limit, isWrong, detail) in bounds)
        {
            if (measured is { } size && limits[limit]?.ToJsonString() is { } bound && isWrong(size.CompareTo(Number(bound))))
            {
                yield return FieldError.Invalid(path, value is JsonArray items ? items.Count : value, $"{path} in body should {detail.Replace("#", bound, StringComparison.Ordinal)}");
            }
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
