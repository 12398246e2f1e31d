namespace MeshBuild.Mesh.Downloads;

/// <summary>The SHA-256 of the official archives that this program knows.</summary>
public static class ReleaseDigests
{
    /// <summary>The digest of a version's archive for a platform, lower case; null when it is not known.</summary>
    public static string? Find(string version, string platform)
    {
        var start = $"{version} {platform} ";
        return Lines().FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
    }

    /// <summary>The versions known for a platform, oldest first.</summary>
    public static IReadOnlyList<string> Versions(string platform) =>
        [.. Lines().Select(line => line.Split(' ')).Where(words => words[1] == platform).Select(words => words[0])];

    private static IEnumerable<string> Lines()
    {
        using var reader = new StreamReader(typeof(ReleaseDigests).Assembly.GetManifestResourceStream("releases.txt")!);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
