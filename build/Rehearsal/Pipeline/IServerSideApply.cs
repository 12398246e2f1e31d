using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Server-side apply, and the managedFields that every write leaves.</summary>
public interface IServerSideApply
{
    /// <summary>Merges an applied configuration; managedFields of the result are up to date.</summary>
    /// <param name="live">The object in the request's version; null when there is none yet. Not to be changed.</param>
    /// <param name="applied">The configuration as the client sent it. Not to be changed.</param>
    /// <param name="request">Has the type with its schema, the field manager, force and the subresource.</param>
    /// <returns>A new object.</returns>
    /// <exception cref="ApiException">Conflicts with other managers (409), or the configuration is unfit (400).</exception>
    JsonObject Apply(JsonObject? live, JsonObject applied, ResourceRequest request);

    /// <summary>Records a write that was no apply in <c>New.metadata.managedFields</c>. Runs after mutating admission. Must not fail.</summary>
    void Track(WriteContext context);
}
