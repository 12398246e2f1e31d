namespace MeshBuild.Mesh.Istio;

/// <summary>What differs from release to release. Source: the releases' notes, and 1.10.0 as measured.</summary>
public static class IstioVersions
{
    // Minor version: first and last Kubernetes that the notes name; the last that it works on when that is more.
    private static readonly Dictionary<int, (int First, int Documented, int Works)> Ranges = new()
    {
        [9] = (17, 20, 24),
        [10] = (18, 21, 24),
        [11] = (18, 22, 24),
        [12] = (19, 22, 24),
        [13] = (20, 23, 24),
        [14] = (21, 24, 24),
        [15] = (22, 25, 25),
        [16] = (22, 25, 26),
        [17] = (23, 26, 27),
    };

    /// <summary>Holds the server's version against the release.</summary>
    /// <returns>A warning when it works though the release does not name it; null when all is well.</returns>
    /// <exception cref="MeshException">The release does not work on it.</exception>
    public static string? Check(string istio, string kubernetes)
    {
        if (!Ranges.TryGetValue(Minor(istio), out var range) || !Version.TryParse(kubernetes, out var server))
        {
            return null;
        }

        if (server.Major != 1 || server.Minor < range.First || server.Minor > range.Works)
        {
            var fitting = Ranges.Where(pair => server.Minor >= pair.Value.First && server.Minor <= pair.Value.Works).Select(pair => $"1.{pair.Key}").ToList();
            throw new MeshException(
                $"Istio {istio} does not work on Kubernetes {kubernetes}: it needs 1.{range.First} to 1.{range.Works}. Nothing was changed.",
                (fitting.Count > 0 ? $"Say --istio-version with a release of {string.Join(", ", fitting)}, or" : "Take a newer Istio with --istio-version, or")
                    + " name a cluster of another version with --context.");
        }

        return server.Minor > range.Documented
            ? $"Kubernetes {kubernetes} is not among the versions that the notes of Istio {istio} name (1.{range.First} to 1.{range.Documented}), but it works on it."
            : null;
    }

    /// <summary>Whether <c>uninstall</c> is a command of its own; before 1.15 it is <c>x uninstall</c>.</summary>
    public static bool HasUninstall(string istio) => Minor(istio) >= 15;

    /// <summary>Whether there is <c>verify-install</c>: until 1.23.</summary>
    public static bool HasVerifyInstall(string istio) => Minor(istio) < 24;

    private static int Minor(string istio) => int.TryParse(istio.Split('.').ElementAtOrDefault(1), out var minor) ? minor : 0;
}
