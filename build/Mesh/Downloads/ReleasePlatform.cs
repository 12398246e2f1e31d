using System.Runtime.InteropServices;

namespace MeshBuild.Mesh.Downloads;

/// <summary>How Istio's releases name the platforms.</summary>
public static class ReleasePlatform
{
    /// <summary>The archive's platform for a version on this machine. On Apple silicon, releases before 1.11 have only <c>osx</c>.</summary>
    /// <exception cref="MeshException">There is no release for this machine.</exception>
    public static string Of(string version) => (OperatingSystem.IsWindows(), OperatingSystem.IsMacOS(), RuntimeInformation.OSArchitecture) switch
    {
        (true, _, _) => "win",
        (_, true, Architecture.Arm64) when IsAtLeast(version, 1, 11) => "osx-arm64",
        (_, true, _) => "osx",
        (_, _, Architecture.X64) => "linux-amd64",
        (_, _, Architecture.Arm64) => "linux-arm64",
        (_, _, Architecture.Arm) => "linux-armv7",
        (_, _, var architecture) => throw new MeshException($"Istio has no release for {RuntimeInformation.OSDescription} on {architecture}.",
            "Run this on a machine with x64, arm64 or armv7."),
    };

    /// <summary>The archive's name.</summary>
    public static string Archive(string version, string platform) => $"istio-{version}-{platform}.{(platform == "win" ? "zip" : "tar.gz")}";

    private static bool IsAtLeast(string version, int major, int minor) =>
        System.Version.TryParse(version.Split('-')[0], out var parsed) && parsed >= new Version(major, minor);
}
