using Cake.Core;
using Cake.Core.Diagnostics;

namespace MeshBuild.Build.Terminal;

/// <summary>Cake's report in this program's form: a heading per target, and one line at the end.</summary>
internal sealed class RunReportPrinter(Run run) : ICakeReportPrinter
{
    private static readonly string[] Quiet = ["Help", "Status"];

    public void Write(CakeReport report)
    {
        run.Reporter.End();
        if (run.Failure is null && !run.Arguments.Targets.All(Quiet.Contains))
        {
            var time = TimeSpan.FromTicks(report.Sum(entry => entry.Duration.Ticks));
            run.Reporter.Say($"{string.Join(", ", run.Arguments.Targets)} done in {time.TotalSeconds:0.0} s");
        }
    }

    public void WriteStep(string name, Verbosity verbosity)
    {
        run.Target = name;
        // Deploy itself does nothing: what it depends on has done it all.
        if (!Quiet.Contains(name) && name != nameof(Tasks.Deploy))
        {
            run.Reporter.Begin(name);
        }
    }

    public void WriteLifeCycleStep(string name, Verbosity verbosity)
    {
        // Setup and teardown are no targets.
    }

    public void WriteSkippedStep(string name, Verbosity verbosity)
    {
        // No target of this program is skipped.
    }
}
