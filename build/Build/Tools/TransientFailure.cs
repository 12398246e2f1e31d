using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Tools;

/// <summary>Tells a failure of the API server that passes by itself from one that lasts, in what a tool printed.</summary>
internal static class TransientFailure
{
    // As client-go and the API server word them.
    private static readonly string[] Words =
    [
        "too many requests", "etcdserver: ", "connection reset by peer", ": EOF", "unexpected EOF", "http2: ", "stream error: ", "TLS handshake timeout",
        "the server is currently unable to handle the request", "an error on the server (",
    ];

    /// <summary>The first line that tells of one; null when there is none, or when something else failed as well.</summary>
    public static string? In(ToolOutput output)
    {
        string? told = null;
        // A failure may take several lines, of which any one says why.
        var isLasting = false;
        foreach (var line in output.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("error", StringComparison.OrdinalIgnoreCase))
            {
                if (isLasting)
                {
                    return null;
                }

                isLasting = true;
            }

            if (IsTransient(line))
            {
                isLasting = false;
                told ??= line;
            }
        }

        return isLasting ? null : told;
    }

    // A webhook that does not answer stays away until somebody mends it, whatever its connection's failure.
    private static bool IsTransient(string line) => !line.Contains("failed calling webhook", StringComparison.Ordinal)
        && Words.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));
}
