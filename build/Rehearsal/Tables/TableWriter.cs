using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>The Table form, from which kubectl prints.</summary>
internal sealed class TableWriter(TimeProvider time)
{
    private static readonly TableColumn Name = new("Name", (value, _) => value.Text("metadata", "name")) { Format = "name" };

    private static readonly IReadOnlyList<TableColumn> Fallback =
        [Name, new TableColumn("Created At", (value, _) => value.Text("metadata", "creationTimestamp")) { Type = "date" }];

    /// <summary>A table of the objects, which are in the version of the resource. Of each it includes None, Metadata (also when empty) or Object.</summary>
    public JsonObject Write(
        ResourceDefinition resource, IEnumerable<JsonObject> values, string version, string includeObject, JsonObject metadata, bool withColumns)
    {
        var columns = resource.Custom is { } custom ? Custom(custom) : BuiltInTables.Find(resource.Key) ?? Fallback;
        var now = time.GetUtcNow();
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = $"meta.k8s.io/{version}",
            ["metadata"] = metadata,
            ["columnDefinitions"] = withColumns ? new JsonArray([.. columns.Select(Definition)]) : null,
            ["rows"] = new JsonArray([.. values.Select(value => Row(columns, value, includeObject, version, now))]),
        };
    }

    private static JsonObject Definition(TableColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };

    private static JsonObject Row(IReadOnlyList<TableColumn> columns, JsonObject value, string includeObject, string version, DateTimeOffset now)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(value, now))]) };
        row["object"] = includeObject switch
        {
            "None" => null,
            "Object" => value.DeepClone(),
            _ => new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = $"meta.k8s.io/{version}", ["metadata"] = value["metadata"]?.DeepClone() },
        };
        return row;
    }

    private static List<TableColumn> Custom(CustomType custom) => custom.Columns.Count == 0
        ? [Name, new TableColumn("Age", (value, now) => HumanDuration.Since(value.At("metadata", "creationTimestamp"), now)) { Type = "date" }]
        : [Name, .. custom.Columns.Select(column => new TableColumn(column.Name, (value, now) => Cell(column, value, now))
        {
            Type = column.Type,
            Format = column.Format,
            Description = column.Description,
            Priority = column.Priority,
        })];

    private static JsonNode? Cell(PrinterColumn column, JsonObject value, DateTimeOffset now)
    {
        var found = FieldPath.Find(value, column.Path).ToList();
        return found.Count == 0 ? null : column.Type switch
        {
            "date" => HumanDuration.Since(found[0], now),
            "integer" when found[0].Integer() is { } number => number,
            "number" or "boolean" => found[0]?.DeepClone(),
            _ => string.Join(" ", found.Select(one => one is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : one?.ToJsonString() ?? "")),
        };
    }
}
