namespace MeshBuild.Rehearsal.Storage;

/// <summary>An object's place among those of its type; the namespace is empty for cluster-wide ones. Sorted as the server lists.</summary>
public readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other) =>
        string.CompareOrdinal(Namespace, other.Namespace) is var order and not 0 ? order : string.CompareOrdinal(Name, other.Name);
}
