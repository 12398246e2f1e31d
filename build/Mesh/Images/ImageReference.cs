using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshBuild.Mesh.Images;

/// <summary>An image reference, <c>[REGISTRY/]REPOSITORY[:TAG][@DIGEST]</c>, by the grammar of the distribution specification.</summary>
/// <param name="Registry">Host and port; null when the reference names none (Docker Hub, or the engine's own images).</param>
/// <param name="Repository">The path at the registry.</param>
/// <param name="Tag">The tag, or null.</param>
/// <param name="Digest"><c>sha256:</c> and 64 hexadecimal digits (or another algorithm's), or null.</param>
public sealed partial record ImageReference(string? Registry, string Repository, string? Tag = null, string? Digest = null)
{
    // The specification's limit of registry and repository together.
    private const int LongestName = 255;

    /// <summary>Registry and repository, without tag and digest.</summary>
    public string Name => Registry is null ? Repository : $"{Registry}/{Repository}";

    /// <summary>Whether it names neither registry nor path: the name of one of the repository's own images.</summary>
    public bool IsBare => Registry is null && !Repository.Contains('/');

    /// <summary>Parses a reference.</summary>
    /// <exception cref="ConfigurationException">It breaks the grammar.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference)
            ? reference
            : throw new ConfigurationException(
                $"'{text}' is not an image reference.",
                "Write [registry[:port]/]name[:tag][@sha256:digest], the name in lower case.");

    /// <summary>Parses a reference; false when it breaks the grammar.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        var match = Grammar().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var name = match.Groups["name"].Value;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        string? registry = null;
        if (slash > 0 && IsHost(name[..slash]))
        {
            (registry, name) = (name[..slash], name[(slash + 1)..]);
        }

        if (match.Groups["name"].Length > LongestName || !Path().IsMatch(name) || (registry is not null && !Host().IsMatch(registry)))
        {
            return false;
        }

        reference = new ImageReference(registry, name, Value(match, "tag"), Value(match, "digest"));
        return true;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var text = new StringBuilder(Name);
        if (Tag is not null)
        {
            text.Append(':').Append(Tag);
        }

        if (Digest is not null)
        {
            text.Append('@').Append(Digest);
        }

        return text.ToString();
    }

    /// <summary>Whether Docker takes the first part of a name for a registry's host rather than for a path.</summary>
    internal static bool IsHost(string part) =>
        part == "localhost" || part.AsSpan().ContainsAny('.', ':') || part.Any(char.IsAsciiLetterUpper);

    private static string? Value(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? found.Value : null;

    [GeneratedRegex(
        @"\A(?<name>(?:\[[0-9A-Fa-f:]+\](?::[0-9]+)?/|[^/:@]+:[0-9]+/)?[^:@\[\]]+)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?" +
        @"(?:@(?<digest>sha256:[0-9a-f]{64}|(?!sha256:)[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?\z")]
    private static partial Regex Grammar();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex Path();

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?\z")]
    private static partial Regex Host();
}
