using MeshBuild.Mesh;
using MeshBuild.Mesh.Downloads;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Rehearsal.StandIn;

namespace MeshBuild.Build.Rehearsing;

/// <summary>The Istio release of a rehearsal: the genuine one where it is there or can be had, else the stand-in, kept apart from it.</summary>
public sealed class RehearsalRelease(MeshSettings settings, HttpClient http, IReporter reporter, TimeProvider time)
{
    private const string StandInVersion = "1.10.0";
    private static readonly Uri Official = new("https://github.com/istio/istio/releases");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IstioDownload _genuine = new(settings.Tools, http, reporter, time);

    /// <summary>Brings the release.</summary>
    /// <exception cref="MeshException">The version has no stand-in and cannot be had.</exception>
    public async Task<IstioDistribution> EnsureAsync(CancellationToken cancellation)
    {
        var isNamed = settings.IstioSource is not null || settings.IstioDigest is not null;
        if (isNamed || settings.IstioVersion != StandInVersion || _genuine.FindVerified(settings.IstioVersion, null) is not null || await IsReachableAsync(cancellation))
        {
            return await _genuine.EnsureAsync(settings.IstioVersion, settings.IstioSource, settings.IstioDigest, cancellation);
        }

        reporter.Warn($"Istio {StandInVersion} is not here and its releases cannot be reached: a stand-in rehearses its part");
        var folder = Directory.CreateTempSubdirectory("meshbuild-").FullName;
        try
        {
            var digest = await StandInIstio.PackReleaseAsync(folder, cancellation);
            return await new IstioDownload(Path.Combine(settings.Tools, "stand-in"), http, reporter, time).EnsureAsync(StandInVersion, folder, digest, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<bool> IsReachableAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, Official);
            using var answer = await http.SendAsync(request, either.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // No network, or none that leads there: what the stand-in is for.
            return false;
        }
    }
}
