namespace MeshBuild.Rehearsal.Schema;

/// <summary>One type in one version, as discovery lists it. The core group is the empty string.</summary>
public sealed record ResourceDefinition(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>Empty for built-in types, as in 1.20's discovery.</summary>
    public string Singular { get; init; } = "";
    public string ListKind { get; init; } = Kind + "List";
    public IReadOnlyList<string> Verbs { get; init; } = [];
    public IReadOnlyList<string> ShortNames { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyDictionary<string, Subresource> Subresources { get; init; } = new Dictionary<string, Subresource>();
    public string StorageVersionHash { get; init; } = "";

    /// <summary>The version that objects are kept in; conversion runs between this and <see cref="Version"/>.</summary>
    public string StorageVersion { get; init; } = Version;

    /// <summary>Where its objects are stored; another group's for the few types that live in two (events, ingresses).</summary>
    public ResourceKey Key { get; init; } = new(Group, Plural);

    /// <summary>Set for types of a CustomResourceDefinition.</summary>
    public CustomType? Custom { get; init; }

    /// <summary>The whole object's schema; null where the server knows none.</summary>
    public SchemaNode? Schema { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
    public GroupVersionKind Gvk => new(Group, Version, Kind);

    /// <summary>As the server's messages have it: <c>deployments.apps</c>, <c>pods</c>.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As the server's messages have it: <c>Deployment.apps</c>, <c>Pod</c>.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public bool Allows(string verb) => Verbs.Contains(verb);
}
