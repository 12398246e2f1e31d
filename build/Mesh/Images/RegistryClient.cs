using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace MeshBuild.Mesh.Images;

/// <summary>The few questions asked of a registry's HTTP API. Transient failures are retried.</summary>
/// <param name="http">The client; its own timeout should be longer than ten seconds.</param>
/// <param name="time">The clock of the retries.</param>
public sealed class RegistryClient(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    private readonly ResiliencePipeline<HttpResponseMessage> _retries =
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .Handle<HttpRequestException>()
                    .Handle<TimeoutRejectedException>()
                    .HandleResult(response => (int)response.StatusCode >= 500 || response.StatusCode == HttpStatusCode.TooManyRequests),
            })
            .AddTimeout(AttemptTimeout)
            .Build();

    /// <summary>The status of <c>GET /v2/</c> without a login: 200 is open to all, 401 asks for a login.</summary>
    /// <exception cref="HttpRequestException">The registry does not answer.</exception>
    /// <exception cref="TimeoutRejectedException">The registry does not answer in time.</exception>
    public async Task<HttpStatusCode> PingAsync(RegistryAddress registry, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Get, registry.Api, null, cancellation);
        return response.StatusCode;
    }

    /// <summary>The digest that a tag has at the registry; null when there is no such tag or the registry does not tell.</summary>
    /// <exception cref="HttpRequestException">The registry does not answer.</exception>
    /// <exception cref="TimeoutRejectedException">The registry does not answer in time.</exception>
    public async Task<string?> DigestAsync(
        RegistryAddress registry, ImageReference reference, RegistryCredentials? credentials, CancellationToken cancellation)
    {
        var manifest = new Uri(registry.Api, $"{reference.Repository}/manifests/{reference.Tag}");
        using var response = await SendAsync(HttpMethod.Head, manifest, credentials, cancellation);
        return response.IsSuccessStatusCode && response.Headers.TryGetValues("Docker-Content-Digest", out var digests)
            ? digests.FirstOrDefault()
            : null;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, RegistryCredentials? credentials, CancellationToken cancellation) =>
        await _retries.ExecuteAsync(
            async token =>
            {
                using var request = new HttpRequestMessage(method, address);
                request.Headers.Accept.ParseAdd(string.Join(", ", ManifestTypes));
                if (credentials is not null)
                {
                    var login = Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}");
                    request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(login));
                }

                return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            },
            cancellation);
}
