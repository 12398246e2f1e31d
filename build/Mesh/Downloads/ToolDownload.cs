using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Downloads;

/// <summary>Brings a pinned kubectl or helm into the folder of tools, for machines that have none on their PATH.</summary>
public sealed class ToolDownload(string toolsFolder, HttpClient http, IReporter reporter, TimeProvider time)
{
    // A kubectl works with servers one minor version older and newer: 1.22 spans most of what Istio 1.10 runs on.
    private const string KubectlVersion = "v1.22.17";
    private const string HelmVersion = "v3.11.3";

    /// <summary>The kubectl that was downloaded earlier, or null.</summary>
    public string? FindKubectl() => Present(Kubectl);

    /// <summary>The helm that was downloaded earlier, or null.</summary>
    public string? FindHelm() => Present(Helm);

    private string Kubectl => Path.Combine(toolsFolder, $"kubectl-{KubectlVersion}", "kubectl" + Extension);

    private string Helm => Path.Combine(toolsFolder, $"helm-{HelmVersion}", "helm" + Extension);

    private static string Extension => OperatingSystem.IsWindows() ? ".exe" : "";

    private static string System => OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        global::System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        global::System.Runtime.InteropServices.Architecture.Arm => "arm",
        _ => "amd64",
    };

    /// <summary>kubectl, checked against the sha256 published beside it.</summary>
    public async Task<string> EnsureKubectlAsync(CancellationToken cancellation)
    {
        if (FindKubectl() is { } present)
        {
            return present;
        }

        var part = await FetchAsync($"https://dl.k8s.io/release/{KubectlVersion}/bin/{System}/{Architecture}", "kubectl" + Extension, ".sha256", cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(Kubectl)!);
        Permit(part);
        File.Move(part, Kubectl, overwrite: true);
        reporter.Say($"kubectl {KubectlVersion}: downloaded and verified");
        return Kubectl;
    }

    /// <summary>helm, checked against the sha256 published beside it.</summary>
    public async Task<string> EnsureHelmAsync(CancellationToken cancellation)
    {
        if (FindHelm() is { } present)
        {
            return present;
        }

        var archive = $"helm-{HelmVersion}-{System}-{Architecture}.{(OperatingSystem.IsWindows() ? "zip" : "tar.gz")}";
        var part = await FetchAsync("https://get.helm.sh", archive, ".sha256sum", cancellation);
        var draft = Path.Combine(toolsFolder, $".unpacking-{Guid.NewGuid():N}");
        Directory.CreateDirectory(draft);
        try
        {
            var named = Path.Combine(draft, archive);
            File.Move(part, named);
            await ArchiveExtraction.ExtractAsync(named, draft, cancellation);
            Directory.CreateDirectory(Path.GetDirectoryName(Helm)!);
            File.Move(Path.Combine(draft, $"{System}-{Architecture}", "helm" + Extension), Helm, overwrite: true);
        }
        finally
        {
            Directory.Delete(draft, recursive: true);
        }

        reporter.Say($"helm {HelmVersion}: downloaded and verified");
        return Helm;
    }

    private async Task<string> FetchAsync(string address, string name, string digestSuffix, CancellationToken cancellation)
    {
        Directory.CreateDirectory(toolsFolder);
        var source = new ArchiveSource(address, http, reporter, time);
        var published = (await source.ReadTextAsync(name + digestSuffix, cancellation))?.Trim().Split(' ')[0].ToLowerInvariant();
        var part = Path.Combine(toolsFolder, $"{name}.{Guid.NewGuid():N}.part");
        try
        {
            if (published is null || !await source.FetchAsync(name, part, cancellation))
            {
                throw new MeshException($"{address} has no {name} with its digest.", $"Install {Path.GetFileNameWithoutExtension(name)} and put it on the PATH.");
            }

            await using var stream = File.OpenRead(part);
            var actual = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
            return actual == published
                ? part
                : throw new MeshException($"{name} is not what it should be, and nothing of it was kept:\n  expected sha256:{published}\n  found    sha256:{actual}",
                    $"Install {Path.GetFileNameWithoutExtension(name)} from a source that you trust and put it on the PATH.");
        }
        catch (MeshException)
        {
            File.Delete(part);
            throw;
        }
    }

    private static void Permit(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private static string? Present(string file) => File.Exists(file) ? file : null;
}
