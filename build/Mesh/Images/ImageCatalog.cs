using System.Text.RegularExpressions;

namespace MeshBuild.Mesh.Images;

/// <summary>The images of a manifests folder: every <c>images/NAME/</c>, each with a Dockerfile.</summary>
public static partial class ImageCatalog
{
    /// <summary>Reads the catalog, ordered by name; empty when there is no <c>images</c> folder.</summary>
    /// <param name="manifests">The folder of the manifests.</param>
    /// <param name="buildArguments"><c>NAME=VALUE</c> each; they count as part of the sources.</param>
    /// <exception cref="ConfigurationException">A folder lacks its Dockerfile or has a name that no image can have.</exception>
    public static IReadOnlyList<ImageSource> Read(string manifests, IReadOnlyList<string> buildArguments)
    {
        var images = Path.Combine(manifests, "images");
        if (!Directory.Exists(images))
        {
            return [];
        }

        return [.. Directory.EnumerateDirectories(images)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select(folder => ReadOne(folder, buildArguments))];
    }

    private static ImageSource ReadOne(string folder, IReadOnlyList<string> buildArguments)
    {
        var name = Path.GetFileName(folder);
        if (!ImageName().IsMatch(name))
        {
            throw new ConfigurationException(
                $"The folder {folder} cannot name an image: '{name}' is not a valid image name.",
                "Rename it: lower-case letters and digits, with single '.', '_' or any '-' between them.");
        }

        if (!File.Exists(Path.Combine(folder, "Dockerfile")))
        {
            throw new ConfigurationException(
                $"The image folder {folder} has no Dockerfile.",
                "Add a Dockerfile, or move the folder out of images.");
        }

        return new ImageSource(name, Path.GetFullPath(folder), SourceHash.Of(folder, buildArguments));
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\z")]
    private static partial Regex ImageName();
}
