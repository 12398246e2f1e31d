using MeshBuild.Mesh;
using MeshBuild.Mesh.Downloads;

namespace MeshBuild.Build.Tools;

/// <summary>Where the tools are: on the PATH, else in the folder of tools; kubectl and helm are downloaded when they are in neither.</summary>
public sealed class ToolLocations(string? path, ToolDownload download)
{
    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];

    /// <summary>The docker client; there is none to download.</summary>
    public string? Docker => OnPath("docker");

    public string? KubectlIfPresent => OnPath("kubectl") ?? download.FindKubectl();

    public string? HelmIfPresent => OnPath("helm") ?? download.FindHelm();

    public async Task<string> KubectlAsync(CancellationToken cancellation) => KubectlIfPresent ?? await download.EnsureKubectlAsync(cancellation);

    public async Task<string> HelmAsync(CancellationToken cancellation) => HelmIfPresent ?? await download.EnsureHelmAsync(cancellation);

    /// <summary>The docker client.</summary>
    /// <exception cref="MeshException">It is not on the PATH.</exception>
    public string RequireDocker() => Docker ?? throw new MeshException("docker is not on the PATH.",
        "Install the docker client, or deploy images that were pushed before with --push=false and no folder manifests/images.");

    /// <summary>Every tool's path that is known, by name; kubectl is brought if need be.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AllAsync(CancellationToken cancellation) => new Dictionary<string, string>
    {
        ["kubectl"] = await KubectlAsync(cancellation),
        ["docker"] = Docker ?? "not on the PATH",
        ["helm"] = HelmIfPresent ?? "not needed yet",
    };

    private string? OnPath(string name) => (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Suffixes.Select(suffix => Path.Combine(folder, name + suffix)))
        .FirstOrDefault(File.Exists);
}
