using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>
/// Fills in what the server fills in when it decodes an object. Runs on every body, on the result of every patch, and again
/// after mutating admission.
/// </summary>
public interface IDefaulting
{
    /// <summary>Changes the object in place. It is in the version of <paramref name="resource"/>.</summary>
    void Apply(JsonObject value, ResourceDefinition resource);
}
