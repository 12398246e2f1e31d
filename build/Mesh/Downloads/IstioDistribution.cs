namespace MeshBuild.Mesh.Downloads;

/// <summary>An Istio release that is unpacked and verified.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Folder">The folder it is unpacked in, absolute.</param>
/// <param name="Digest">The SHA-256 of its archive, lower case.</param>
public sealed record IstioDistribution(string Version, string Folder, string Digest)
{
    /// <summary>The istioctl of the release.</summary>
    public string Istioctl => Path.Combine(Folder, "bin", OperatingSystem.IsWindows() ? "istioctl.exe" : "istioctl");

    /// <summary>The folder of the sample addons.</summary>
    public string Addons => Path.Combine(Folder, "samples", "addons");
}
