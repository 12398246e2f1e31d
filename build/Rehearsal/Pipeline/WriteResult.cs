using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>What a write left: the object in the request's version, to read only, and whether it is new (201) or, by a deletion or its last finalizer, gone.</summary>
public sealed record WriteResult(JsonObject Object, bool Created = false, bool Gone = false);
