using Cake.Core.Diagnostics;

namespace MeshBuild.Build.Terminal;

/// <summary>Cake's own log: shown at diagnostic verbosity only, since what a run did and why it failed is said once, by the program.</summary>
internal sealed class ReporterLog(TerminalReporter reporter) : ICakeLog
{
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        // A dry run and the like are told through the log.
        if (level == LogLevel.Information && verbosity <= Verbosity && verbosity != Verbosity.Diagnostic)
        {
            reporter.Say(Format(format, args));
        }
        else
        {
            reporter.Detail(Format(format, args));
        }
    }

    private static string Format(string format, object[] args) =>
        args.Length == 0 ? format : string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args);
}
