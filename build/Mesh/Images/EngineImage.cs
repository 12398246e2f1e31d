using System.Text.Json;

namespace MeshBuild.Mesh.Images;

/// <summary>An image as <c>docker image inspect</c> shows it.</summary>
internal sealed record EngineImage(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<string> RepositoryDigests)
{
    /// <summary>Takes the first image of the array that docker writes; null when it is not one.</summary>
    public static EngineImage? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() == 0)
            {
                return null;
            }

            var labels = new Dictionary<string, string>();
            if (array[0].TryGetProperty("Config", out var config) && config.ValueKind == JsonValueKind.Object
                && config.TryGetProperty("Labels", out var found) && found.ValueKind == JsonValueKind.Object)
            {
                foreach (var label in found.EnumerateObject())
                {
                    labels[label.Name] = label.Value.ToString();
                }
            }

            IReadOnlyList<string> digests =
                array[0].TryGetProperty("RepoDigests", out var list) && list.ValueKind == JsonValueKind.Array
                    ? [.. list.EnumerateArray().Select(digest => digest.ToString())]
                    : [];
            return new EngineImage(labels, digests);
        }
        catch (JsonException)
        {
            // Unreadable means unknown: the image is built or pushed again, which is always right.
            return null;
        }
    }

    public string? Label(string name) => Labels.GetValueOrDefault(name);

    /// <summary>The digest that the image has at a registry; null when it was never pushed there.</summary>
    public string? DigestAt(ImageReference reference)
    {
        var prefix = $"{reference.Name}@";
        return RepositoryDigests.FirstOrDefault(digest => digest.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
    }
}
