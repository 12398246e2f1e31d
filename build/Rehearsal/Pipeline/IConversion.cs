using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Turns an object of one version of a type into another version's.</summary>
public interface IConversion
{
    /// <summary>Changes the object in place, apiVersion included.</summary>
    void Convert(JsonObject value, ResourceDefinition from, ResourceDefinition to);
}
