namespace MeshBuild.Mesh.Cluster;

/// <summary>What Deploy created and which label values it replaced.</summary>
/// <param name="Objects">Objects that were not there before, with the target that made them. Noted before they are made, so one may be missing.</param>
/// <param name="Labels">Labels of namespaces, with the value that they had; null: none.</param>
/// <param name="Releases">Helm releases.</param>
public sealed record Inventory(
    IReadOnlyList<Inventory.Entry> Objects, IReadOnlyList<Inventory.Label> Labels, IReadOnlyList<Inventory.Release> Releases)
{
    public static Inventory Empty { get; } = new([], [], []);

    public sealed record Entry(ObjectIdentity Identity, string Target);

    public sealed record Label(string Namespace, string Name, string? Earlier);

    public sealed record Release(string Name, string Namespace);
}
