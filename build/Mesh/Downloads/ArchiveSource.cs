using System.Net;
using System.Net.Http.Headers;
using MeshBuild.Mesh.Reports;
using Polly;
using Polly.Retry;

namespace MeshBuild.Mesh.Downloads;

/// <summary>Fetches files from a base URL or a folder, and goes on with a file of which a part is there.</summary>
internal sealed class ArchiveSource(string source, HttpClient http, IReporter reporter, TimeProvider time)
{
    private const string Offline = "In a closed network set HTTPS_PROXY, or name a mirror or a folder that holds the archive with --istio-source.";
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 4,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = TimeSpan.FromSeconds(10),
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<TransientException>(),
            OnRetry = arguments =>
            {
                reporter.Detail($"{arguments.Outcome.Exception?.Message}; trying again in {arguments.RetryDelay.TotalSeconds:0.0} s");
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    private bool IsFolder => !source.StartsWith("http", StringComparison.Ordinal);

    /// <summary>A small text file beside the archive; null when there is none.</summary>
    public async Task<string?> ReadTextAsync(string name, CancellationToken cancellation)
    {
        if (IsFolder)
        {
            var file = Path.Combine(source, name);
            return File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation) : null;
        }

        return await RunAsync(name, async token =>
        {
            using var answer = await http.GetAsync(Address(name), token);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            Check(answer, name);
            return await answer.Content.ReadAsStringAsync(token);
        }, cancellation);
    }

    /// <summary>Copies the archive to <paramref name="file"/>, from where an earlier part of it ends.</summary>
    /// <returns>False when there is no such archive.</returns>
    public async Task<bool> FetchAsync(string name, string file, CancellationToken cancellation)
    {
        try
        {
            return IsFolder ? Copy(name, file) : await RunAsync(name, token => DownloadAsync(name, file, token), cancellation);
        }
        catch (IOException failure) when (IsDiskFull(failure))
        {
            var drive = new DriveInfo(Path.GetFullPath(file));
            File.Delete(file);
            throw new MeshException($"there is no room for {name} on {drive.Name}: {drive.AvailableFreeSpace / 1_000_000} MB are free.",
                "Make room (an Istio release needs some 120 MB) and run the same command again.", failure);
        }
    }

    private Uri Address(string name) => new($"{source}/{name}");

    private bool Copy(string name, string file)
    {
        var found = Path.Combine(source, name);
        if (!Directory.Exists(source))
        {
            throw new MeshException($"the folder {source} does not exist.", "Name the folder that holds the archives with --istio-source.");
        }

        if (!File.Exists(found))
        {
            return false;
        }

        File.Copy(found, file, overwrite: true);
        return true;
    }

    private async Task<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await TryAsync(action, token), cancellation);
        }
        catch (TransientException failure)
        {
            throw new MeshException($"{name} was not downloaded: {failure.Message} (tried five times).", Offline, failure);
        }
    }

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        try
        {
            return await action(cancellation);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError)
        {
            throw new MeshException($"{source} cannot be reached: {failure.Message}", Offline, failure);
        }
        catch (HttpRequestException failure)
        {
            throw Broken(failure);
        }
    }

    private async Task<bool> DownloadAsync(string name, string file, CancellationToken cancellation)
    {
        var have = File.Exists(file) ? new FileInfo(file).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(name));
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The part is no part of this file: begin anew.
            File.Delete(file);
            throw new TransientException($"the part of {name} that was there does not fit", null);
        }

        Check(answer, name);
        var resumes = answer.StatusCode == HttpStatusCode.PartialContent;
        var expected = answer.Content.Headers.ContentLength + (resumes ? have : 0);
        await using (var target = new FileStream(file, resumes ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await CopyAsync(answer, target, name, expected, cancellation);
        }

        var length = new FileInfo(file).Length;
        return expected is null || length == expected
            ? true
            : throw new TransientException($"the body of {name} was cut off: {length} of {expected} bytes came", null);
    }

    private async Task CopyAsync(HttpResponseMessage answer, FileStream target, string name, long? expected, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[128 * 1024];
        while (true)
        {
            using var stall = new CancellationTokenSource(Stall, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
            int read;
            try
            {
                read = await body.ReadAsync(buffer, either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new TransientException($"nothing of {name} came for {Stall.TotalSeconds:0} s", null);
            }
            catch (IOException failure)
            {
                // An end too early and a reset alike; what writes the file is not in here.
                throw Broken(failure);
            }

            if (read == 0)
            {
                return;
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
            reporter.Progress(expected is { } total ? $"{name}: {target.Length / 1_000_000} of {total / 1_000_000} MB" : $"{name}: {target.Length / 1_000_000} MB");
        }
    }

    private TransientException Broken(Exception failure) => new($"the connection to {source} broke: {failure.Message}", failure);

    private static void Check(HttpResponseMessage answer, string name)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var text = $"{answer.RequestMessage?.RequestUri} answers {(int)answer.StatusCode} {answer.ReasonPhrase}";
        throw answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500
            ? new TransientException(text, null)
            : new MeshException($"{text}; {name} was not downloaded.", Offline);
    }

    private static bool IsDiskFull(IOException failure) => (failure.HResult & 0xFFFF) is 28 or 112 or 39;

    private sealed class TransientException(string message, Exception? inner) : Exception(message, inner);
}
