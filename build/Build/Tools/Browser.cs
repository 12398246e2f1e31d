using System.ComponentModel;
using MeshBuild.Build.Terminal;

namespace MeshBuild.Build.Tools;

/// <summary>The user's browser.</summary>
public sealed class Browser(ChildProcesses processes, TerminalReporter reporter)
{
    /// <summary>Opens a page on an interactive terminal; nobody looks at it elsewhere. A machine without a browser is no failure.</summary>
    public async Task OpenAsync(Uri page, CancellationToken cancellation)
    {
        if (!reporter.IsInteractive)
        {
            return;
        }

        try
        {
            await processes.RunAsync(CommandFor(page), null, reporter.Detail, cancellation);
        }
        catch (Exception failure) when (failure is Win32Exception or OperationCanceledException)
        {
            reporter.Detail($"no browser was opened: {failure.Message}");
        }
    }

    /// <summary>The command that opens a page on this system.</summary>
    internal static ToolCommand CommandFor(Uri page) =>
        OperatingSystem.IsWindows() ? new ToolCommand("cmd", $"/c start \"\" \"{page}\"")
        : OperatingSystem.IsMacOS() ? new ToolCommand("open", $"\"{page}\"")
        : new ToolCommand("xdg-open", $"\"{page}\"");
}
