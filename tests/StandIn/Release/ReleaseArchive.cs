using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MeshBuild.StandIn.Objects;

namespace MeshBuild.StandIn.Release;

/// <summary>Packs the stand-in as a release archive: the same layout, the same bytes each time.</summary>
internal static class ReleaseArchive
{
    private const string Launcher = """
        #!/bin/sh
        # Finds its program beside itself, also through a link.
        self=$(readlink -f "$0")
        exec dotnet "$(dirname "$self")/../lib/StandIn.dll" istioctl "$@"

        """;

    public static async Task<int> PackAsync(string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var name = $"istio-{DemoProfile.Version}-{Platform()}.tar.gz";
        var file = Path.Combine(folder, name);
        await using (var target = File.Create(file))
        await using (var zipped = new GZipStream(target, CompressionLevel.Fastest))
        await using (var writer = new TarWriter(zipped, TarEntryFormat.Pax))
        {
            foreach (var (path, content, mode) in Entries())
            {
                var entry = new PaxTarEntry(TarEntryType.RegularFile, $"istio-{DemoProfile.Version}/{path}")
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
        Console.WriteLine($"{name} sha256:{digest}");
        return 0;
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
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json").Order(StringComparer.Ordinal))
        {
            yield return ($"lib/{Path.GetFileName(file)}", File.ReadAllBytes(file), read);
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
