using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MeshBuild.Rehearsal.StandIn.Objects;

namespace MeshBuild.Rehearsal.StandIn.Release;

/// <summary>Packs the stand-in as a release archive: the same layout, the same bytes each time.</summary>
internal static class ReleaseArchive
{
    private const string Launcher = """
        #!/bin/sh
        # Finds its program beside itself, also through a link.
        self=$(readlink -f "$0")
        exec dotnet "$(dirname "$self")/../lib/MeshBuild.Rehearsal.dll" istioctl "$@"

        """;

    private static readonly string[] Parts = ["MeshBuild.Rehearsal.dll", "MeshBuild.Rehearsal.deps.json", "MeshBuild.Rehearsal.runtimeconfig.json", "YamlDotNet.dll"];

    /// <summary>Writes the archive and its .sha256 into a folder.</summary>
    /// <returns>The digest, <c>sha256:…</c>.</returns>
    public static async Task<string> PackAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var name = $"istio-{DemoProfile.Version}-{Platform()}.tar.gz";
        var file = Path.Combine(folder, name);
        await using (var target = File.Create(file))
        await using (var zipped = new GZipStream(target, CompressionLevel.Fastest))
        // Pax would note this process's id in every header.
        await using (var writer = new TarWriter(zipped, TarEntryFormat.Ustar))
        {
            foreach (var (path, content, mode) in Entries())
            {
                var entry = new UstarTarEntry(TarEntryType.RegularFile, $"istio-{DemoProfile.Version}/{path}")
                {
                    DataStream = new MemoryStream(content),
                    Mode = mode,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                };
                await writer.WriteEntryAsync(entry, cancellation);
            }
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellation)));
        await File.WriteAllTextAsync(file + ".sha256", $"{digest}  {name}\n", cancellation);
        return "sha256:" + digest;
    }

    private static IEnumerable<(string Path, byte[] Content, UnixFileMode Mode)> Entries()
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode run = read | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        yield return ("bin/istioctl", Encoding.UTF8.GetBytes(Launcher.ReplaceLineEndings("\n")), run);
        foreach (var (name, objects) in SampleAddons.Files)
        {
            yield return ($"samples/addons/{name}", Encoding.UTF8.GetBytes(Manifest.Stream(objects)), read);
        }

        yield return ("manifests/profiles/demo.yaml", Encoding.UTF8.GetBytes(Manifest.Stream([DemoProfile.InstalledState])), read);
        foreach (var part in Parts)
        {
            yield return ($"lib/{part}", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, part)), read);
        }
    }

    private static string Platform() => (OperatingSystem.IsMacOS(), RuntimeInformation.OSArchitecture) switch
    {
        (true, _) => "osx",
        (_, Architecture.Arm64) => "linux-arm64",
        (_, Architecture.Arm) => "linux-armv7",
        _ => "linux-amd64",
    };
}
