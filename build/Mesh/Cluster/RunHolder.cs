namespace MeshBuild.Mesh.Cluster;

/// <summary>Who runs: kept in the Lease, so that another run can say whom it waits for.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="Process">The process id on it.</param>
/// <param name="Started">The process's start time, in seconds since 1970: tells it from a later one with the same id.</param>
/// <param name="Target">The target that runs.</param>
public sealed record RunHolder(string Host, int Process, long Started, string Target)
{
    /// <summary>How the Lease names it.</summary>
    public string Identity => $"{Host}/{Process}/{Started}/{Target}";

    /// <summary>Reads a Lease's holder; null when it was written by something else.</summary>
    public static RunHolder? Parse(string? identity) =>
        identity?.Split('/') is [var host, var process, var started, var target] && int.TryParse(process, out var id) && long.TryParse(started, out var start)
            ? new RunHolder(host, id, start, target)
            : null;
}
