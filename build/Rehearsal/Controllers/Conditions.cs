using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>The conditions of a status.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonNode? status, string type) =>
        status.Each("conditions").FirstOrDefault(condition => condition.Text("type") == type) as JsonObject;

    public static bool IsTrue(JsonNode? status, string type) => Find(status, type).Text("status") == "True";

    /// <summary>
    /// Puts a condition last in place of the one of its type, and keeps the time of its last transition when the status is the same.
    /// One with the same status and reason is left as it is.
    /// </summary>
    public static void Set(JsonObject status, JsonObject condition)
    {
        var current = Find(status, condition.Text("type")!);
        if (current is not null && current.Text("status") == condition.Text("status"))
        {
            if (current.Text("reason") == condition.Text("reason"))
            {
                return;
            }

            condition["lastTransitionTime"] = current["lastTransitionTime"]?.DeepClone();
        }

        Remove(status, condition.Text("type")!);
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        conditions.Add(condition);
    }

    public static void Remove(JsonObject status, string type)
    {
        if (status["conditions"] is JsonArray conditions && Find(status, type) is { } found)
        {
            conditions.Remove(found);
            if (conditions.Count == 0)
            {
                status.Remove("conditions");
            }
        }
    }
}
