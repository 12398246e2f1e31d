using MeshBuild.Rehearsal.StandIn;

namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>The stand-in for Istio's release, packed, and the folder of tools that the program unpacks it into.</summary>
/// <param name="Folder">The archive's folder.</param>
/// <param name="Digest"><c>sha256:…</c></param>
/// <param name="Tools">The folder of tools.</param>
public sealed record StandInRelease(string Folder, string Digest, string Tools) : IDisposable
{
    public static async Task<StandInRelease> PackAsync()
    {
        var folder = Directory.CreateTempSubdirectory("meshbuild-").FullName;
        return new StandInRelease(folder, await StandInIstio.PackReleaseAsync(folder, CancellationToken.None), Path.Combine(folder, "tools"));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
