using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Downloads;
using MeshBuild.Mesh.Tests.Cluster;

namespace MeshBuild.Mesh.Tests.Downloads;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IstioDownloadTests : IDisposable
{
    private const string Version = "1.10.0";
    private const string Source = "https://mirror.example.com/istio";
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FakeMirror _mirror = new();
    private readonly RecordingReporter _reporter = new();
    private readonly string _platform = ReleasePlatform.Of(Version);

    private string Tools => Path.Combine(_folder, "tools");

    private string Archive => ReleasePlatform.Archive(Version, _platform);

    private IstioDownload Download => new(Tools, new HttpClient(_mirror), _reporter, new ImpatientTime());

    public void Dispose()
    {
        _mirror.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_release_is_verified_unpacked_and_found_again_without_the_network()
    {
        var digest = Serve();
        var release = await Download.EnsureAsync(Version, Source, digest, default);

        File.Exists(release.Istioctl).ShouldBeTrue();
        (OperatingSystem.IsWindows() || File.GetUnixFileMode(release.Istioctl).HasFlag(UnixFileMode.UserExecute)).ShouldBeTrue();
        Directory.Exists(release.Addons).ShouldBeTrue();
        Kept().ShouldBe([release.Folder]);

        var asked = _mirror.Requests.Count;
        (await Download.EnsureAsync(Version, Source, digest, default)).ShouldBe(release);
        _mirror.Requests.Count.ShouldBe(asked);
    }

    [Test]
    public async Task A_wrong_digest_shows_both_and_keeps_nothing()
    {
        var actual = Serve();
        var expected = "sha256:" + new string('a', 64);
        var failure = await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, Source, expected, default));
        failure.Message.ShouldContain(expected);
        failure.Message.ShouldContain(actual);
        Kept().ShouldBeEmpty();
    }

    [Test]
    public async Task The_official_digest_is_built_in()
    {
        Serve();
        (await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, Source, null, default))).Message
            .ShouldContain("expected sha256:" + ReleaseDigests.Find(Version, _platform));
    }

    [Test]
    public async Task A_version_that_is_not_known_is_checked_against_the_digest_beside_it_and_held_to_it_later()
    {
        const string other = "9.9.9";
        var name = ReleasePlatform.Archive(other, ReleasePlatform.Of(other));
        _mirror.Files[name] = Release(other);
        _mirror.Files[name + ".sha256"] = Encoding.ASCII.GetBytes($"{Digest(_mirror.Files[name])["sha256:".Length..]}  {name}\n");

        await Download.EnsureAsync(other, Source, null, default);
        (await File.ReadAllTextAsync(Path.Combine(Tools, "istio.lock"))).ShouldEndWith($"  {name}\n");
        Directory.Delete(Path.Combine(Tools, "istio-" + other), recursive: true);
        _mirror.Files[name] = Release(other, "changed");
        _mirror.Files[name + ".sha256"] = Encoding.ASCII.GetBytes($"{Digest(_mirror.Files[name])["sha256:".Length..]}  {name}\n");

        (await Should.ThrowAsync<MeshException>(Download.EnsureAsync(other, Source, null, default))).Message.ShouldContain("is not what it should be");
    }

    [TestCase(false, TestName = "A_body_that_is_cut_off_is_gone_on_with")]
    [TestCase(true, TestName = "A_connection_that_is_reset_is_gone_on_with")]
    public async Task A_part_that_is_there_is_gone_on_with(bool isReset)
    {
        var digest = Serve();
        var whole = _mirror.Files[Archive];
        _mirror.First.Enqueue(() => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = isReset ? FakeMirror.ResetAfter(whole[..100], whole.Length) : FakeMirror.Body(whole[..100], whole.Length),
        });

        await Download.EnsureAsync(Version, Source, digest, default);

        _mirror.Requests[1].Headers.Range!.ToString().ShouldBe("bytes=100-");
    }

    [Test]
    public async Task A_body_that_is_always_cut_off_is_told_after_five_times()
    {
        var digest = Serve();
        for (var time = 0; time < 5; time++)
        {
            _mirror.First.Enqueue(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = FakeMirror.Body(new byte[10], 1000) });
        }

        var failure = await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, Source, digest, default));
        failure.Message.ShouldContain("was cut off: 10 of 1000 bytes");
        failure.Message.ShouldContain("tried five times");
        failure.Remedy!.ShouldContain("--istio-source");
    }

    [TestCase(HttpStatusCode.ServiceUnavailable)]
    [TestCase(HttpStatusCode.TooManyRequests)]
    [TestCase(HttpStatusCode.InternalServerError)]
    public async Task A_passing_failure_is_tried_again(HttpStatusCode status)
    {
        var digest = Serve();
        _mirror.First.Enqueue(() => new HttpResponseMessage(status));
        _mirror.First.Enqueue(() => new HttpResponseMessage(status));
        (await Download.EnsureAsync(Version, Source, digest, default)).Version.ShouldBe(Version);
    }

    [Test]
    public async Task A_refusal_is_not_tried_again()
    {
        var digest = Serve();
        _mirror.First.Enqueue(() => new HttpResponseMessage(HttpStatusCode.Forbidden));
        (await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, Source, digest, default))).Message.ShouldContain("403");
        _mirror.Requests.Count.ShouldBe(1);
    }

    [Test]
    public async Task A_release_that_is_not_there_names_the_versions_of_this_platform()
    {
        var failure = await Should.ThrowAsync<MeshException>(Download.EnsureAsync("1.10.99", Source, "sha256:" + new string('a', 64), default));
        failure.Message.ShouldContain("istio-1.10.99-");
        failure.Remedy!.ShouldContain("1.10.0, 1.10.1");
        failure.Remedy!.ShouldNotContain("1.9.0");
    }

    [Test]
    public async Task A_folder_is_a_source_and_one_without_the_archive_says_what_it_holds()
    {
        var digest = Serve();
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "something.txt"), "");
        (await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, folder, digest, default))).Message.ShouldContain("something.txt");

        await File.WriteAllBytesAsync(Path.Combine(folder, Archive), _mirror.Files[Archive]);
        (await Download.EnsureAsync(Version, folder, digest, default)).Digest.ShouldBe(digest["sha256:".Length..]);
    }

    [Test]
    public async Task A_folder_that_does_not_exist_is_named() =>
        (await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, Path.Combine(_folder, "none"), "sha256:" + new string('a', 64), default)))
            .Message.ShouldContain("none does not exist");

    [Test]
    public async Task Another_digest_replaces_what_was_unpacked()
    {
        await Download.EnsureAsync(Version, Source, Serve(), default);
        var release = await Download.EnsureAsync(Version, Source, Serve("other"), default);
        (await File.ReadAllTextAsync(release.Istioctl)).ShouldBe("other");
        Kept().ShouldBe([release.Folder]);
    }

    [TestCase("../outside", TarEntryType.RegularFile, null, "leaves the folder")]
    [TestCase("/absolute", TarEntryType.RegularFile, null, "leaves the folder")]
    [TestCase("istio-1.10.0/link", TarEntryType.SymbolicLink, "../../etc/passwd", "points out of the folder")]
    [TestCase("istio-1.10.0/link", TarEntryType.SymbolicLink, "/etc/passwd", "points out of the folder")]
    [TestCase("istio-1.10.0/device", TarEntryType.CharacterDevice, null, "is a CharacterDevice")]
    public async Task An_archive_that_would_leave_its_folder_is_refused(string name, TarEntryType type, string? link, string why)
    {
        var entry = new PaxTarEntry(type, name);
        if (link is not null)
        {
            entry.LinkName = link;
        }

        var digest = Serve(entries: entry);
        (await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, Source, digest, default))).Message.ShouldContain(why);
        Kept().ShouldBeEmpty();
    }

    [Test]
    public async Task An_archive_that_is_none_is_refused()
    {
        _mirror.Files[Archive] = new byte[1000];
        (await Should.ThrowAsync<MeshException>(Download.EnsureAsync(Version, Source, Digest(_mirror.Files[Archive]), default))).Message.ShouldContain("damaged");
    }

    [Test]
    public async Task Two_at_once_end_with_one_release()
    {
        var digest = Serve();
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, Archive), _mirror.Files[Archive]);
        var releases = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => new IstioDownload(Tools, new HttpClient(_mirror), _reporter, TimeProvider.System)
            .EnsureAsync(Version, folder, digest, default))));
        releases[0].ShouldBe(releases[1]);
        File.Exists(releases[0].Istioctl).ShouldBeTrue();
    }

    [Test]
    public void The_digests_are_the_published_ones()
    {
        var file = SharedFile("release-checksums.json");
        foreach (var (version, platforms) in JsonNode.Parse(File.ReadAllText(file))!.AsObject())
        {
            foreach (var (platform, digest) in platforms!.AsObject())
            {
                ReleaseDigests.Find(version, platform).ShouldBe((string?)digest);
            }
        }
    }

    // The lock beside the releases stays.
    private IEnumerable<string> Kept() => Directory.GetFileSystemEntries(Tools).Where(entry => Path.GetFileName(entry) != ".lock");

    private string Serve(string istioctl = "istioctl", params TarEntry[] entries)
    {
        _mirror.Files[Archive] = Release(Version, istioctl, entries);
        return Digest(_mirror.Files[Archive]);
    }

    private static byte[] Release(string version, string istioctl = "istioctl", params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var zipped = new GZipStream(stream, CompressionLevel.NoCompression))
        using (var writer = new TarWriter(zipped))
        {
            foreach (var (name, text) in new[] { ("bin/istioctl", istioctl), ("samples/addons/kiali.yaml", "kind: X") })
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"istio-{version}/{name}")
                {
                    DataStream = new MemoryStream(Encoding.ASCII.GetBytes(text)),
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                });
            }

            Array.ForEach(entries, writer.WriteEntry);
        }

        return stream.ToArray();
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static string SharedFile(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "..", "shared", "istio-1.10", name);
            if (File.Exists(Path.Combine(folder.FullName, "build.sh")) && File.Exists(found))
            {
                return found;
            }
        }

        Assert.Ignore("../shared/istio-1.10 is not here");
        return "";
    }
}
