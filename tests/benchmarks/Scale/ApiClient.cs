using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>One connection to the cluster with the login of its kubeconfig, HTTP/2 as Go's clients have it.</summary>
internal sealed partial class ApiClient : IDisposable
{
    private readonly HttpClient _http;

    public ApiClient(string kubeconfig)
    {
        string Pem(string name) => Encoding.UTF8.GetString(Convert.FromBase64String(
            Entry().Matches(kubeconfig).Single(match => match.Groups["name"].Value == name).Groups["data"].Value));

        using var authority = X509Certificate2.CreateFromPem(Pem("certificate-authority"));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(authority.RawData));
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
        handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(Pem("client-certificate"), Pem("client-key"))];
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(Server().Match(kubeconfig).Groups["server"].Value),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellation) =>
        JsonNode.Parse(await _http.GetByteArrayAsync(path, cancellation))!;

    public async Task CreateAsync(string path, string json, CancellationToken cancellation)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(path, content, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The body of an answer that goes on.</summary>
    public async Task<Stream> StreamAsync(string path, CancellationToken cancellation) => await _http.GetStreamAsync(path, cancellation);

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("(?<name>[a-z-]+)-data: (?<data>.+)")]
    private static partial Regex Entry();

    [GeneratedRegex("server: (?<server>.+)")]
    private static partial Regex Server();
}
