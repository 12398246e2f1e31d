using System.Formats.Tar;
using System.IO.Compression;

namespace MeshBuild.Mesh.Downloads;

/// <summary>Unpacks an archive and refuses what would write or point outside of the folder.</summary>
internal static class ArchiveExtraction
{
    public static async Task ExtractAsync(string archive, string folder, CancellationToken cancellation)
    {
        try
        {
            if (archive.EndsWith(".zip", StringComparison.Ordinal))
            {
                await ZipFile.ExtractToDirectoryAsync(archive, folder, cancellation);
                return;
            }

            await using var file = File.OpenRead(archive);
            await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            await using var reader = new TarReader(unzipped);
            while (await reader.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                await ExtractAsync(entry, folder, archive, cancellation);
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw Refused(archive, $"it is damaged: {failure.Message}", failure);
        }
    }

    private static async Task ExtractAsync(TarEntry entry, string folder, string archive, CancellationToken cancellation)
    {
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
        {
            return;
        }

        var path = Inside(folder, folder, entry.Name) ?? throw Refused(archive, $"its entry {entry.Name} leaves the folder", null);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(path);
                break;
            case TarEntryType.SymbolicLink:
                if (Inside(folder, Path.GetDirectoryName(path)!, entry.LinkName) is null)
                {
                    throw Refused(archive, $"its link {entry.Name} points out of the folder, to {entry.LinkName}", null);
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await entry.ExtractToFileAsync(path, overwrite: false, cancellation);
                break;
            default:
                throw Refused(archive, $"its entry {entry.Name} is a {entry.EntryType}", null);
        }
    }

    private static string? Inside(string root, string from, string name)
    {
        if (Path.IsPathRooted(name))
        {
            return null;
        }

        var path = Path.GetFullPath(name, from);
        return path == root || path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : null;
    }

    private static MeshException Refused(string archive, string why, Exception? inner) =>
        new($"{Path.GetFileName(archive)} was not unpacked: {why}.", "Take the archive from another source (--istio-source); nothing of it was kept.", inner);
}
