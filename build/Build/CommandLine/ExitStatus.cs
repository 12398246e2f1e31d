namespace MeshBuild.Build.CommandLine;

/// <summary>How the program ends.</summary>
public static class ExitStatus
{
    /// <summary>Everything that was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>A task failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong; nothing was touched.</summary>
    public const int Misconfigured = 2;

    /// <summary>Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
