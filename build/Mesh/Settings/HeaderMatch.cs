namespace MeshBuild.Mesh.Settings;

/// <summary>Requests whose header has one value.</summary>
/// <param name="Name">The header's name; its case does not count.</param>
/// <param name="Value">The value, whole.</param>
public sealed record HeaderMatch(string Name, string Value)
{
    /// <summary>As it is written: <c>header:NAME=VALUE</c>.</summary>
    public override string ToString() => $"header:{Name}={Value}";
}
