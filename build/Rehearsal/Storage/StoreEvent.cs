namespace MeshBuild.Rehearsal.Storage;

public enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>What happened to an object. Of a deletion, <paramref name="Object"/> is its last state with the version of the deletion.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The state after it.</param>
/// <param name="Previous">The state before it; null for a new object.</param>
public sealed record StoreEvent(StoreEventType Type, StoredObject Object, StoredObject? Previous)
{
    public long ResourceVersion => Object.ResourceVersion;
}
