namespace MeshBuild.Lint.Resources;

/// <summary>The texts that the library carries.</summary>
internal static class EmbeddedText
{
    public static IReadOnlyList<string> Names => typeof(EmbeddedText).Assembly.GetManifestResourceNames();

    /// <summary>A text; null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }

    /// <summary>The lines of a text, without empty ones.</summary>
    public static string[] Lines(string name) =>
        (Find(name) ?? throw new InvalidOperationException($"{name} is not part of the library")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
