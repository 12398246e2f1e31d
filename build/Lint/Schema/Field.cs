namespace MeshBuild.Lint.Schema;

/// <summary>A field of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What it holds.</param>
/// <param name="IsRequired">Whether an object without it is refused.</param>
/// <param name="Since">The minor version of Kubernetes that brought it; 0: it was there in 1.20 or before.</param>
/// <param name="Values">What it may be; empty: anything of its shape.</param>
internal sealed record Field(string Name, Shape Shape, bool IsRequired, int Since, IReadOnlyList<string> Values)
{
    /// <summary>Reads a line of schemas.txt.</summary>
    public static Field Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var since = Mark(parts, "since=");
        return new Field(parts[0], Shape.Parse(parts[1]), parts.AsSpan(2).Contains("required"), since is null ? 0 : int.Parse(since), Mark(parts, "enum=")?.Split(',') ?? []);
    }

    private static string? Mark(string[] parts, string name) => Array.Find(parts, part => part.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
