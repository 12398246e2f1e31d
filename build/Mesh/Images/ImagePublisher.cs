using System.Text.RegularExpressions;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;
using Polly.Timeout;

namespace MeshBuild.Mesh.Images;

/// <summary>Pushes the planned images side by side and records the references that workloads are to run.</summary>
/// <param name="docker">Pushes; it has to be logged in already (<see cref="RegistryLogin.EnsureAsync"/>).</param>
/// <param name="registry">Tells what the registry has.</param>
/// <param name="reporter">Gets what was done.</param>
/// <param name="environment">Gives an environment variable's value or null.</param>
public sealed partial class ImagePublisher(
    IDocker docker, RegistryClient registry, IReporter reporter, Func<string, string?> environment)
{
    /// <summary>
    /// Pushes what the registry does not have yet and writes <c>images.json</c>. Without a registry or with
    /// <c>--push=false</c> nothing is pushed and the records carry tags only.
    /// </summary>
    /// <exception cref="MeshException">An image is not on the engine, or a push failed; the other pushes were finished.</exception>
    public async Task<ImageRecords> PublishAsync(
        IReadOnlyList<PlannedImage> plan, MeshSettings settings, CancellationToken cancellation)
    {
        var digests = new string?[plan.Count];
        if (settings.Push && settings.Registry is { } setting)
        {
            var address = RegistryAddress.Parse(setting);
            var failures = new MeshException?[plan.Count];
            var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellation };
            await Parallel.ForAsync(0, plan.Count, options, async (index, token) =>
            {
                try
                {
                    digests[index] = await PublishOneAsync(plan[index].Reference, address, token);
                }
                catch (MeshException exception)
                {
                    // Kept, so that the other pushes end and every failure is told.
                    failures[index] = exception;
                }
            });
            Throw([.. failures.OfType<MeshException>()]);
        }

        var records = new ImageRecords([.. plan.Select((image, index) => Record(image, digests[index]))]);
        await records.WriteAsync(settings.Output, cancellation);
        return records;
    }

    private static ImageRecord Record(PlannedImage image, string? digest) =>
        new(image.Source.Name, (image.Reference with { Digest = digest }).ToString(), digest, image.Source.Hash);

    private static void Throw(IReadOnlyList<MeshException> failures)
    {
        if (failures.Count > 0)
        {
            throw new MeshException(
                string.Join(Environment.NewLine, failures.Select(failure => failure.Message)),
                string.Join(Environment.NewLine, failures.Select(failure => failure.Remedy).Distinct()),
                failures[0]);
        }
    }

    private static MeshException Failed(ImageReference reference, string said)
    {
        var refused = Refused().IsMatch(said);
        return new MeshException(
            $"The image {reference} was not pushed: {said}",
            refused
                ? $"The registry refused it: set MESH_REGISTRY_USER and MESH_REGISTRY_PASSWORD (or run: docker login {reference.Registry}) for a user who may push there."
                : $"Check that the Docker engine reaches {reference.Registry}, or set --registry to another; then run the same command again.");
    }

    private async Task<string> PublishOneAsync(ImageReference reference, RegistryAddress address, CancellationToken cancellation)
    {
        var inspected = await docker.InspectAsync(reference.ToString(), cancellation);
        if (!inspected.Succeeded)
        {
            throw new MeshException(
                $"The image {reference} is not on the Docker engine: {inspected.StandardError.Trim()}", "Run BuildImages first.");
        }

        if (EngineImage.Parse(inspected.StandardOutput)?.DigestAt(reference) is { } known
            && known == await AtRegistryAsync(address, reference, cancellation))
        {
            reporter.Say($"image {reference} is at the registry already");
            return known;
        }

        var lines = new List<string>();
        reporter.Say($"image {reference}: pushing");
        var output = await docker.PushAsync(
            reference.ToString(),
            line =>
            {
                lock (lines)
                {
                    lines.Add(line);
                }

                reporter.Detail($"{reference.Repository}: {line}");
            },
            cancellation);
        if (!output.Succeeded)
        {
            throw Failed(reference, lines.LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? $"docker push ended with status {output.ExitCode}");
        }

        var digest = await PushedDigestAsync(reference, lines, cancellation);
        reporter.Say($"image {reference}: pushed, {digest}");
        return digest;
    }

    private async Task<string> PushedDigestAsync(ImageReference reference, List<string> lines, CancellationToken cancellation)
    {
        if (lines.Select(line => PushedDigest().Match(line)).LastOrDefault(match => match.Success) is { } match)
        {
            return match.Groups["digest"].Value;
        }

        // An engine with another wording: it notes the digest with the image.
        var inspected = await docker.InspectAsync(reference.ToString(), cancellation);
        return (inspected.Succeeded ? EngineImage.Parse(inspected.StandardOutput)?.DigestAt(reference) : null)
            ?? throw new MeshException(
                $"The image {reference} was pushed, but Docker does not tell its digest.",
                "Look at the push with --verbosity=diagnostic.");
    }

    private async Task<string?> AtRegistryAsync(RegistryAddress address, ImageReference reference, CancellationToken cancellation)
    {
        try
        {
            return await registry.DigestAsync(address, reference, RegistryCredentials.Read(environment), cancellation);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException)
        {
            // Asking only saves a push: without an answer the push decides.
            reporter.Detail($"{address.Api} did not say what it has of {reference}: {exception.Message}");
            return null;
        }
    }

    [GeneratedRegex(@"\bdigest:\s*(?<digest>sha256:[0-9a-f]{64})\b")]
    private static partial Regex PushedDigest();

    [GeneratedRegex("unauthorized|denied|authentication required|no basic auth credentials|forbidden", RegexOptions.IgnoreCase)]
    private static partial Regex Refused();
}
