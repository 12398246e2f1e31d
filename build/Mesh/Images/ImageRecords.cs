using System.Text.Json;

namespace MeshBuild.Mesh.Images;

/// <summary>What PushImages hands to ApplyWorkloads: <c>images.json</c> in the output folder.</summary>
public sealed record ImageRecords(IReadOnlyList<ImageRecord> Images)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file's name in the output folder.</summary>
    public static string FileName => "images.json";

    /// <summary>Reads the records; none when nothing was recorded yet.</summary>
    /// <exception cref="MeshException">The file is not what was written.</exception>
    public static async Task<ImageRecords> ReadAsync(string output, CancellationToken cancellation)
    {
        var file = Path.Combine(output, FileName);
        if (!File.Exists(file))
        {
            return new ImageRecords([]);
        }

        try
        {
            await using var stream = File.OpenRead(file);
            var records = await JsonSerializer.DeserializeAsync<ImageRecords>(stream, Format, cancellation);
            return records is { Images: not null } ? records : throw Broken(file, null);
        }
        catch (JsonException exception)
        {
            throw Broken(file, exception);
        }
    }

    /// <summary>Writes the records; a reader sees the old file or the new one, never a part.</summary>
    public async Task WriteAsync(string output, CancellationToken cancellation)
    {
        Directory.CreateDirectory(output);
        var file = Path.Combine(output, FileName);
        var draft = $"{file}.{Guid.NewGuid():N}";
        try
        {
            await using (var stream = File.Create(draft))
            {
                await JsonSerializer.SerializeAsync(stream, this, Format, cancellation);
            }

            File.Move(draft, file, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>
    /// The reference that a manifest's image becomes: the recorded one for a bare name of ours, whatever its tag;
    /// any other image, and one that is pinned by a digest already, stays as it is.
    /// </summary>
    public string Rewrite(string image)
    {
        if (!ImageReference.TryParse(image, out var reference) || !reference.IsBare || reference.Digest is not null)
        {
            return image;
        }

        return Images.FirstOrDefault(record => record.Name == reference.Repository)?.Reference ?? image;
    }

    private static MeshException Broken(string file, Exception? inner) =>
        new($"{file} cannot be read: it is not a record of images.", "Delete it and run PushImages again.", inner);
}
