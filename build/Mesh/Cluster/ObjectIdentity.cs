using System.Text.Json.Serialization;

namespace MeshBuild.Mesh.Cluster;

/// <summary>Which object: two are the same when kind, group, namespace and name are; the version does not count.</summary>
public sealed record ObjectIdentity(string Group, string Version, string Plural, string Kind, string Namespace, string Name)
{
    /// <summary>The type, for requests.</summary>
    [JsonIgnore]
    public ResourceType Type => new(Group, Version, Plural, Kind, Namespace.Length > 0);

    /// <summary>The identity of an object of a known type.</summary>
    public static ObjectIdentity Of(ResourceType type, string @namespace, string name) =>
        new(type.Group, type.Version, type.Plural, type.Kind, type.Namespaced ? @namespace : "", name);

    /// <inheritdoc />
    public bool Equals(ObjectIdentity? other) =>
        other is not null && Kind == other.Kind && Group == other.Group && Namespace == other.Namespace && Name == other.Name;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Group, Namespace, Name);

    /// <inheritdoc />
    public override string ToString() => Namespace.Length > 0 ? $"{Kind} {Namespace}/{Name}" : $"{Kind} {Name}";
}
