using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.StandIn.Istioctl;
using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Release;

namespace MeshBuild.Rehearsal.Tests.StandIn;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CommandTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Test]
    public async Task Install_without_y_asks_and_is_cancelled()
    {
        (await new Install(Server(), _output, _error).RunAsync(CommandLine.Parse(["install", "--set", "profile=demo"]), default)).ShouldBe(1);
        _output.ToString().ShouldEndWith("Proceed? (y/N) ");
        _error.ToString().Trim().ShouldBe("Cancelled.");
    }

    [Test]
    public async Task Uninstall_without_y_asks_and_is_cancelled()
    {
        (await new Uninstall(Server(), _output, _error).RunAsync(CommandLine.Parse(["x", "uninstall", "--purge"]), default)).ShouldBe(1);
        _error.ToString().Trim().ShouldBe("Cancelled.");
    }

    [Test]
    public async Task Uninstall_of_nothing_is_complete()
    {
        (await new Uninstall(Server(), _output, _error).RunAsync(CommandLine.Parse(["x", "uninstall", "--purge", "-y"]), default)).ShouldBe(0);
        _output.ToString().Trim().ShouldBe("All Istio resources will be pruned from the cluster");
        _error.ToString().ShouldContain("✔ Uninstall complete");
    }

    [Test]
    public async Task Version_without_a_control_plane_exits_with_0_and_has_no_mesh()
    {
        (await new VersionCommand(Server(), _output, _error).RunAsync(CommandLine.Parse(["version", "-o", "json"]), default)).ShouldBe(0);
        var json = JsonNode.Parse(_output.ToString())!;
        ((string)json["clientVersion"]!["version"]!).ShouldBe("1.10.0");
        json["meshVersion"].ShouldBeNull();
        _error.ToString().ShouldContain("no running Istio pods in \"istio-system\"");
    }

    [Test]
    public async Task Verify_install_without_an_installation_fails()
    {
        (await new VerifyInstall(Server(), _output, _error).RunAsync(default)).ShouldBe(1);
        _output.ToString().ShouldContain("0 Istio control planes detected");
    }

    [Test]
    public async Task Kube_inject_without_a_control_plane_fails_and_writes_nothing()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: []}}");
        (await new KubeInject(Server(), _output, _error).RunAsync(CommandLine.Parse(["kube-inject", "-f", file]), default)).ShouldBe(1);
        File.Delete(file);
        _output.ToString().ShouldBeEmpty();
    }

    [Test]
    public void Words_and_flags_are_told_apart()
    {
        CommandLine.Parse(["--context", "kind", "x", "precheck"]).Words.ShouldBe(["x", "precheck"]);
        CommandLine.Parse(["install", "-y", "--set", "profile=demo"]).IsConfirmed.ShouldBeTrue();
        CommandLine.Parse(["install", "--kubeconfig=f"]).Value("kubeconfig").ShouldBe("f");
    }

    [Test]
    public async Task The_archive_is_the_same_each_time_and_has_its_digest_beside_it()
    {
        var folders = new[] { Directory.CreateTempSubdirectory().FullName, Directory.CreateTempSubdirectory().FullName };
        var named = new List<string>();
        foreach (var folder in folders)
        {
            named.Add(await ReleaseArchive.PackAsync(folder, default));
        }

        var archives = folders.Select(folder => Directory.GetFiles(folder, "*.gz").Single()).ToList();
        var digests = archives.Select(archive => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(archive)))).ToList();
        digests[0].ShouldBe(digests[1]);
        named.ShouldAllBe(digest => digest == "sha256:" + digests[0]);
        (await File.ReadAllTextAsync(archives[0] + ".sha256")).ShouldBe($"{digests[0]}  {Path.GetFileName(archives[0])}\n");
        // A header of that kind has the process's id in its name.
        Headers(archives[0]).ShouldNotContain("PaxHeaders");
        Entries(archives[0]).ShouldContain("istio-1.10.0/bin/istioctl");
        Entries(archives[0]).ShouldContain("istio-1.10.0/samples/addons/kiali.yaml");
        Entries(archives[0]).ShouldContain("istio-1.10.0/lib/MeshBuild.Rehearsal.dll");
        Array.ForEach(folders, folder => Directory.Delete(folder, recursive: true));
    }

    private static string Headers(string archive)
    {
        using var unzipped = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static List<string> Entries(string archive)
    {
        using var unzipped = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var reader = new TarReader(unzipped);
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private static ApiServer Server() => new(new HttpClient(new Empty()) { BaseAddress = new Uri("http://127.0.0.1") });

    /// <summary>A cluster that has nothing.</summary>
    private sealed class Empty : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(request.RequestUri!.Query.Length > 0 && request.Method == HttpMethod.Get
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"items": []}""") }
                : new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("{}") });
    }
}
