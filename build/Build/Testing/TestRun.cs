using System.Xml.Linq;
using MeshBuild.Build.Tools;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Build.Testing;

/// <summary>Runs the test projects one after another, quiet unless one fails, and counts what they say.</summary>
public sealed class TestRun(ChildProcesses processes, IReporter reporter, MeshSettings settings)
{
    // This program's own build must not be overwritten while it runs: the tests have a configuration of their own.
    private const string Configuration = "Debug";
    private const string OnCluster = "Cluster.Tests";

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

        var failed = new List<string>();
        var counts = new Counts(0, 0, 0);
        foreach (var project in Projects())
        {
            var output = await DotnetAsync(
                $"test tests/{project} -c {Configuration} --no-build --nologo --logger \"trx;LogFileName={project}.trx\" --results-directory \"{results}\"", cancellation);
            var counted = Counts.Read(Path.Combine(results, project + ".trx"));
            counts += counted;
            reporter.Say($"{project}: {counted}");
            if (output.ExitCode != 0)
            {
                failed.Add($"{project}:\n{output.StandardOutput.Trim()}\n{output.StandardError.Trim()}");
            }
        }

        reporter.Say($"{counts}; those on a real cluster are run by `dotnet test tests/{OnCluster}`");
        if (failed.Count > 0)
        {
            throw new MeshException(string.Join("\n\n", failed), $"The results are in {results}.");
        }
    }

    private IEnumerable<string> Projects() => Directory.EnumerateDirectories(Path.Combine(settings.Root, "tests"), "*.Tests")
        .Select(folder => Path.GetFileName(folder)!).Where(name => name != OnCluster).Order(StringComparer.Ordinal);

    private async Task RequireAsync(string arguments, string failure, CancellationToken cancellation)
    {
        var output = await DotnetAsync(arguments, cancellation);
        if (!output.Succeeded)
        {
            throw new MeshException($"{failure}:\n{output.StandardOutput.Trim()}\n{output.StandardError.Trim()}");
        }
    }

    private Task<Mesh.Tools.ToolOutput> DotnetAsync(string arguments, CancellationToken cancellation) =>
        processes.RunAsync(new ToolCommand("dotnet", arguments, settings.Root), null, reporter.Detail, cancellation);

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
