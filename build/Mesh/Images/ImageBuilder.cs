using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Images;

/// <summary>Builds the planned images side by side; one whose sources did not change is left alone.</summary>
public sealed class ImageBuilder(IDocker docker, IReporter reporter)
{
    /// <summary>The label that holds the hash of an image's sources.</summary>
    public static string SourceLabel => "meshbuild.io/source";

    /// <summary>Builds what is missing or out of date and returns how many that were.</summary>
    /// <exception cref="MeshException">One or more builds failed; the others were finished. The output of each failing one was reported.</exception>
    public async Task<int> BuildAsync(IReadOnlyList<PlannedImage> plan, MeshSettings settings, CancellationToken cancellation)
    {
        var results = new BuildResult[plan.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellation };
        await Parallel.ForAsync(0, plan.Count, options, async (index, token) =>
            results[index] = await BuildOneAsync(plan[index], settings.BuildArgs, token));

        var failed = results.Where(result => result.ExitCode is not (null or 0)).ToList();
        foreach (var result in failed)
        {
            reporter.Say($"docker build of {result.Image.Source.Name} wrote:");
            foreach (var line in result.Output)
            {
                reporter.Say($"  {line}");
            }
        }

        return failed.Count == 0
            ? results.Count(result => result.ExitCode is not null)
            : throw new MeshException(
                string.Join(Environment.NewLine, failed.Select(Failure)),
                "The whole output stands above. Mend the Dockerfile or the sources, or name other base images with --build-args, and run the same command again.");
    }

    private static string Failure(BuildResult result) =>
        $"The image {result.Image.Source.Name} ({result.Image.Source.Folder}) was not built: docker build ended with status {result.ExitCode}"
        + (result.Output.LastOrDefault(line => line.Trim().Length > 0) is { } last ? $": {last.Trim()}" : ".");

    private async Task<BuildResult> BuildOneAsync(PlannedImage image, IReadOnlyList<string> buildArguments, CancellationToken cancellation)
    {
        if (await IsCurrentAsync(image, cancellation))
        {
            reporter.Say($"image {image.Reference} is up to date");
            return new BuildResult(image, null, []);
        }

        var name = image.Source.Name;
        var lines = new List<string>();
        reporter.Say($"image {image.Reference}: building");
        var output = await docker.BuildAsync(
            image.Source.Folder,
            [image.Reference.ToString()],
            new Dictionary<string, string> { [SourceLabel] = image.Source.Hash },
            buildArguments,
            line =>
            {
                // Standard output and standard error are read side by side.
                lock (lines)
                {
                    lines.Add(line);
                }

                reporter.Detail($"{name}: {line}");
            },
            cancellation);

        if (output.Succeeded)
        {
            reporter.Say($"image {image.Reference}: built");
        }

        return new BuildResult(image, output.ExitCode, lines);
    }

    private async Task<bool> IsCurrentAsync(PlannedImage image, CancellationToken cancellation)
    {
        var inspected = await docker.InspectAsync(image.Reference.ToString(), cancellation);
        return inspected.Succeeded && EngineImage.Parse(inspected.StandardOutput)?.Label(SourceLabel) == image.Source.Hash;
    }

    // No exit code: nothing had to be built.
    private sealed record BuildResult(PlannedImage Image, int? ExitCode, IReadOnlyList<string> Output);
}
