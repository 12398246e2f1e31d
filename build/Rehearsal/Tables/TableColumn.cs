using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Tables;

/// <summary>A column of the Table form. Priority 1 is shown by <c>-o wide</c>. The cell is given the object and the time.</summary>
internal sealed record TableColumn(string Name, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    public string Type { get; init; } = "string";
    public string Format { get; init; } = "";
    public string Description { get; init; } = "";
    public int Priority { get; init; }
}
