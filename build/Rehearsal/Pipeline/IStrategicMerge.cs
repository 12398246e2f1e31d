using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Strategic merge patch, for built-in types.</summary>
public interface IStrategicMerge
{
    /// <summary>A new object; neither argument is changed or shared.</summary>
    /// <exception cref="ApiException">The patch cannot be applied (400).</exception>
    JsonObject Merge(JsonObject original, JsonObject patch, SchemaNode schema);
}
