using System.Security.Cryptography;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Downloads;

/// <summary>
/// Brings an Istio release into the folder of tools: downloaded or copied, verified by its digest, unpacked beside its place
/// and moved there, so that what is there is whole, whatever was cut off and however many runs there are.
/// </summary>
public sealed class IstioDownload(string toolsFolder, HttpClient http, IReporter reporter, TimeProvider time)
{
    private const string Official = "https://github.com/istio/istio/releases/download";
    private const string Marker = ".meshbuild-digest";

    /// <summary>The release when it is unpacked and has the digest that it should have; asks no network.</summary>
    /// <param name="version">The version.</param>
    /// <param name="digest"><c>sha256:…</c>, or null for the official one.</param>
    public IstioDistribution? FindVerified(string version, string? digest)
    {
        var folder = Path.Combine(toolsFolder, $"istio-{version}");
        var marker = Path.Combine(folder, Marker);
        if (!File.Exists(marker))
        {
            return null;
        }

        var platform = ReleasePlatform.Of(version);
        var found = new IstioDistribution(version, folder, File.ReadAllText(marker).Trim());
        return found.Digest == (Expected(version, platform, digest) ?? "") && File.Exists(found.Istioctl) ? found : null;
    }

    /// <summary>The release, brought here if it is not there yet.</summary>
    /// <param name="version">The version.</param>
    /// <param name="source">A base URL or a folder; null: the official releases.</param>
    /// <param name="digest"><c>sha256:…</c>: the only one accepted; null: the official one.</param>
    /// <param name="cancellation">Ends it; a part that was downloaded stays for the next run.</param>
    /// <exception cref="MeshException">It cannot be had, or is not what it should be.</exception>
    public async Task<IstioDistribution> EnsureAsync(string version, string? source, string? digest, CancellationToken cancellation)
    {
        if (FindVerified(version, digest) is { } present)
        {
            reporter.Say($"Istio {version} is in {present.Folder}, verified (sha256:{present.Digest[..12]}…)");
            return present;
        }

        await using var only = await LockAsync(cancellation);
        if (FindVerified(version, digest) is { } brought)
        {
            return brought;
        }

        var platform = ReleasePlatform.Of(version);
        var archive = ReleasePlatform.Archive(version, platform);
        var origin = new ArchiveSource(source ?? $"{Official}/{version}", http, reporter, time);
        var expected = Expected(version, platform, digest) ?? await PublishedAsync(origin, archive, source, platform, cancellation);
        var file = Path.Combine(toolsFolder, $"{archive}.{expected[..12]}.part");
        if (!await origin.FetchAsync(archive, file, cancellation))
        {
            throw Missing(archive, source, platform);
        }

        await VerifyAsync(file, archive, expected, cancellation);
        var distribution = await UnpackAsync(file, archive, version, expected, cancellation);
        Remember(version, platform, archive, digest, expected);
        reporter.Say($"Istio {version} for {platform}: downloaded and verified (sha256:{expected[..12]}…)");
        return distribution;
    }

    private string? Expected(string version, string platform, string? digest) =>
        digest?["sha256:".Length..].ToLowerInvariant()
        ?? ReleaseDigests.Find(version, platform)
        ?? new DigestLock(toolsFolder).Find(ReleasePlatform.Archive(version, platform));

    private static async Task<string> PublishedAsync(ArchiveSource origin, string archive, string? source, string platform, CancellationToken cancellation)
    {
        var text = await origin.ReadTextAsync(archive + ".sha256", cancellation) ?? throw Missing(archive, source, platform);
        var published = text.Trim().Split(' ', '\t')[0].ToLowerInvariant();
        return published.Length == 64 && published.All(char.IsAsciiHexDigit)
            ? published
            : throw new MeshException($"{archive}.sha256 holds no digest but: {(text.Length > 80 ? text[..80] + "…" : text.Trim())}",
                "Name the archive's digest with --istio-digest=sha256:….");
    }

    // One run at a time works in the folder of tools; the others wait, and find what it brought.
    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(toolsFolder);
        var told = false;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(toolsFolder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Directory.Exists(toolsFolder))
            {
                if (!told)
                {
                    reporter.Say("another run is bringing a release: waiting for it");
                    told = true;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
            }
        }
    }

    private static async Task VerifyAsync(string file, string archive, string expected, CancellationToken cancellation)
    {
        string actual;
        await using (var stream = File.OpenRead(file))
        {
            actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        }

        if (actual != expected)
        {
            File.Delete(file);
            throw new MeshException($"{archive} is not what it should be, and nothing of it was kept:\n  expected sha256:{expected}\n  found    sha256:{actual}",
                "Download again from a source that you trust. If this is a vendor's own build on purpose, say --istio-digest=sha256:… with its digest.");
        }
    }

    private async Task<IstioDistribution> UnpackAsync(string file, string archive, string version, string digest, CancellationToken cancellation)
    {
        var folder = Path.Combine(toolsFolder, $"istio-{version}");
        var draft = Path.Combine(toolsFolder, $".unpacking-{Guid.NewGuid():N}");
        Directory.CreateDirectory(draft);
        try
        {
            var named = Path.Combine(draft, archive);
            File.Move(file, named);
            await ArchiveExtraction.ExtractAsync(named, draft, cancellation);
            var unpacked = Path.Combine(draft, $"istio-{version}");
            var distribution = new IstioDistribution(version, unpacked, digest);
            if (!File.Exists(distribution.Istioctl))
            {
                throw new MeshException($"{archive} holds no istio-{version}/bin/istioctl.", "It is no Istio release: name another source with --istio-source.");
            }

            await File.WriteAllTextAsync(Path.Combine(unpacked, Marker), digest, cancellation);
            // An older release of the same version, from another source, makes way.
            if (Directory.Exists(folder))
            {
                Directory.Move(folder, Path.Combine(draft, "replaced"));
            }

            Directory.Move(unpacked, folder);
            return distribution with { Folder = folder };
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
        }
    }

    private void Remember(string version, string platform, string archive, string? digest, string expected)
    {
        var locked = new DigestLock(toolsFolder);
        if (digest is null && ReleaseDigests.Find(version, platform) is null && locked.Find(archive) is null)
        {
            locked.Add(archive, expected);
        }
    }

    private static MeshException Missing(string archive, string? source, string platform)
    {
        var known = ReleaseDigests.Versions(platform);
        var version = archive.Split('-')[1];
        var minor = string.Join('.', version.Split('.').Take(2)) + ".";
        var near = known.Where(candidate => candidate.StartsWith(minor, StringComparison.Ordinal)).ToList();
        var there = source is not null && Directory.Exists(source)
            ? $"\nThe folder holds: {string.Join(", ", Directory.GetFiles(source).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(20).DefaultIfEmpty("nothing"))}"
            : "";
        return new MeshException($"{source ?? "the official releases"} has no {archive}.{there}",
            $"Known for {platform}: {string.Join(", ", near.Count > 0 ? near : known.TakeLast(12))}. Say --istio-version=VERSION, or name another source with --istio-source.");
    }
}
