using System.Collections.Immutable;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>The objects of one type as the change of a version left them.</summary>
internal sealed record ResourceState(ImmutableSortedDictionary<ObjectKey, StoredObject> Objects, long ResourceVersion)
{
    public static readonly ResourceState Empty = new(ImmutableSortedDictionary<ObjectKey, StoredObject>.Empty, 0);
}
