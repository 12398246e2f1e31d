namespace MeshBuild.Rehearsal.Storage;

/// <summary>Objects of one type in the order of their keys, as they were at a version. A watch from that version misses nothing.</summary>
public sealed record ObjectList(IEnumerable<StoredObject> Items, long ResourceVersion);
