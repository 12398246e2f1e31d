using System.Text.RegularExpressions;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Images;

/// <summary>What a run builds, and under which references.</summary>
public static partial class ImagePlan
{
    private const int TagDigits = 12;

    /// <summary>Reads the catalog and gives each image its reference: the tag asked for, or <c>src-</c> and the hash's first 12 digits.</summary>
    /// <exception cref="ConfigurationException">An image folder, the tag or the registry is wrong.</exception>
    public static IReadOnlyList<PlannedImage> Read(MeshSettings settings)
    {
        if (settings.Tag is { } tag && !TagGrammar().IsMatch(tag))
        {
            throw new ConfigurationException(
                $"'{tag}' is not an image tag (--tag).",
                "A tag has at most 128 letters, digits, '_', '.' and '-', and starts with a letter, a digit or '_'.");
        }

        return [.. ImageCatalog.Read(settings.Manifests, settings.BuildArgs)
            .Select(source => new PlannedImage(source, Reference(source, settings)))];
    }

    private static ImageReference Reference(ImageSource source, MeshSettings settings)
    {
        var tag = settings.Tag ?? $"src-{source.Hash[..TagDigits]}";
        return settings.Registry is { } registry
            ? RegistryAddress.Parse(registry).Reference(source.Name, tag)
            : new ImageReference(null, source.Name, tag);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagGrammar();
}
