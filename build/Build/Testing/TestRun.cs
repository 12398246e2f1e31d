using System.Collections.Concurrent;
using System.Xml.Linq;
using MeshBuild.Build.Tools;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Build.Testing;

/// <summary>Runs the test projects side by side, quiet unless one fails, and counts what they say.</summary>
public sealed class TestRun(ChildProcesses processes, IReporter reporter, MeshSettings settings)
{
    // This program's own build must not be overwritten while it runs: the tests have a configuration of their own.
    private const string Configuration = "Debug";
    private const string OnCluster = "TestCategory=RealCluster";
    private const string Elsewhere = "TestCategory!=RealCluster";

    /// <summary>Builds the solution, then runs each project.</summary>
    /// <exception cref="MeshException">Something does not build, or a test failed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await RequireAsync($"build build/MeshBuild.slnx -c {Configuration} --nologo -v q -clp:NoSummary", "the solution does not build", cancellation);
        var results = Path.Combine(settings.Output, "test-results");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        var ended = new ConcurrentBag<Ended>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Projects(), options, async (project, token) => ended.Add(await RunAsync(project, results, token)));

        var counts = ended.Aggregate(new Counts(0, 0, 0), (sum, one) => sum + one.Counts);
        reporter.Say($"{counts}; those on a real cluster are run by `dotnet test tests/Cluster.Tests --filter {OnCluster}`");
        var failed = ended.Where(one => !one.Output.Succeeded).OrderBy(one => one.Project, StringComparer.Ordinal)
            .Select(one => $"{one.Project}:\n{one.Output.StandardOutput.Trim()}\n{one.Output.StandardError.Trim()}").ToList();
        if (failed.Count > 0)
        {
            throw new MeshException(string.Join("\n\n", failed), $"The results are in {results}.");
        }
    }

    private async Task<Ended> RunAsync(string project, string results, CancellationToken cancellation)
    {
        var output = await DotnetAsync($"test tests/{project} -c {Configuration} --no-build --nologo --filter {Elsewhere} "
            + $"--logger \"trx;LogFileName={project}.trx\" --results-directory \"{results}\"", cancellation);
        var counts = Counts.Read(Path.Combine(results, project + ".trx"));
        reporter.Say($"{project}: {counts}");
        return new Ended(project, output, counts);
    }

    private IEnumerable<string> Projects() => Directory.EnumerateDirectories(Path.Combine(settings.Root, "tests"), "*.Tests")
        .Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    private async Task RequireAsync(string arguments, string failure, CancellationToken cancellation)
    {
        var output = await DotnetAsync(arguments, cancellation);
        if (!output.Succeeded)
        {
            throw new MeshException($"{failure}:\n{output.StandardOutput.Trim()}\n{output.StandardError.Trim()}");
        }
    }

    private Task<ToolOutput> DotnetAsync(string arguments, CancellationToken cancellation) =>
        processes.RunAsync(new ToolCommand("dotnet", arguments, settings.Root), null, reporter.Detail, cancellation);

    private sealed record Ended(string Project, ToolOutput Output, Counts Counts);

    private sealed record Counts(int Passed, int Failed, int Skipped)
    {
        public static Counts operator +(Counts one, Counts other) =>
            new(one.Passed + other.Passed, one.Failed + other.Failed, one.Skipped + other.Skipped);

        public static Counts Read(string file)
        {
            if (!File.Exists(file))
            {
                return new Counts(0, 0, 0);
            }

            var counters = XDocument.Load(file).Descendants().First(element => element.Name.LocalName == "Counters");
            var passed = Number("passed");
            var failed = Number("failed");
            return new Counts(passed, failed, Number("total") - passed - failed);

            int Number(string name) => (int?)counters.Attribute(name) ?? 0;
        }

        public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";
    }
}
