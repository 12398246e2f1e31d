using Cake.Core;
using MeshBuild.Build.CommandLine;
using MeshBuild.Build.Terminal;
using MeshBuild.Mesh;

namespace MeshBuild.Build;

/// <summary>Turns how a run ended into words and a status: the one place where both are decided.</summary>
internal static class Outcome
{
    private const string Again = "Run the same command again: it goes on from here.";

    public static int Of(Run run, int hostStatus, TerminalReporter reporter)
    {
        if (run.IsInterrupted)
        {
            reporter.Fail($"interrupted{(run.Target is { } cut ? $" in {cut}" : "")}.", Again);
            return ExitStatus.Interrupted;
        }

        var failure = Innermost(run.Failure);
        if (failure is null)
        {
            return hostStatus == 0 ? ExitStatus.Done : ExitStatus.Failed;
        }

        if (run.Deadline.Reached)
        {
            var diagnosis = failure is MeshException mesh ? $"\n{mesh.Message}" : "";
            var remedy = (failure as MeshException)?.Remedy is { } mending ? mending + "\n" : "";
            reporter.Fail($"{run.Target ?? "the run"} was not done within {Text(run.Deadline.Total)}.{diagnosis}",
                $"{remedy}Say --timeout=DURATION for more, and run the same command again: it goes on from here.");
            return ExitStatus.Failed;
        }

        reporter.Fail(failure is MeshException or CakeException
                ? failure.Message
                : $"{run.Target ?? "the run"} failed unexpectedly: {failure.GetType().Name}: {failure.Message}",
            failure is MeshException expected ? expected.Remedy : "--verbosity=diagnostic shows where; please report it.");
        reporter.Detail(failure.ToString());
        return failure is ConfigurationException ? ExitStatus.Misconfigured : ExitStatus.Failed;
    }

    private static string Text(TimeSpan time) =>
        time.TotalSeconds % 60 == 0 ? $"{time.TotalMinutes:0}m" : $"{time.TotalSeconds:0}s";

    private static Exception? Innermost(Exception? failure) => failure switch
    {
        AggregateException { InnerExceptions: [var only, ..] } => Innermost(only),
        CakeException { InnerException: { } inner } => Innermost(inner),
        _ => failure,
    };
}
