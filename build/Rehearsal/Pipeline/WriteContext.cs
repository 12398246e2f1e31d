using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>A write on its way through the stages. Both objects are in the version of the request.</summary>
public sealed class WriteContext(ResourceRequest request, Operation operation, JsonObject? old, JsonObject? value)
{
    public ResourceRequest Request => request;
    public ResourceDefinition Resource => request.Resource;
    public Operation Operation => operation;

    /// <summary>The object as it is stored; null for a creation. Not to be changed.</summary>
    public JsonObject? Old => old;

    /// <summary>The object as it will be stored, for the stages to change; of a deletion, the object that goes.</summary>
    public JsonObject New { get; set; } = value ?? old ?? throw new ArgumentException("There is no object.", nameof(value));

    /// <summary>The object's name, or what it will be made from.</summary>
    public string Name => New.Text("metadata", "name") ?? request.Name;

    public string Namespace => request.Namespace;
    public bool IsStatus => request.Subresource == "status";

    /// <summary>A type of the given group and plural, in any version.</summary>
    public bool Is(string group, string plural) => Resource.Key == new ResourceKey(group, plural);
}
