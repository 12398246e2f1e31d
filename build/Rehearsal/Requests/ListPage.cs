using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>A page of a list. <paramref name="Remaining"/> is what comes after it, where the server says so.</summary>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long ResourceVersion, string? Continue, long? Remaining);
