namespace MeshBuild.Mesh.Cluster;

/// <summary>A resource type of the API server.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The API version.</param>
/// <param name="Plural">The name in the path, <c>deployments</c>.</param>
/// <param name="Kind">The kind, <c>Deployment</c>.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>The verbs that discovery named; empty for a type that was not discovered.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary><c>apps/v1</c> or <c>v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>deployments.apps</c> or <c>pods</c>: how kubectl names it without its version.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <inheritdoc />
    public override string ToString() => FullName;
}
