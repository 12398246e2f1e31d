using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>Calls webhooks over HTTPS; the certificate must come from the configuration's caBundle and name the host.</summary>
internal sealed class WebhookClient(ObjectStore store, PodPrograms programs, CurrentScenario scenario, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Bundle, string Host), HttpMessageInvoker> _clients = new();

    /// <summary>The answer's body.</summary>
    /// <exception cref="WebhookCallException">There is none; the message says why, as the server words it.</exception>
    public async Task<JsonObject> CallAsync(Webhook webhook, JsonObject review, CancellationToken cancellation)
    {
        var address = WebhookAddress.Resolve(webhook.Client, webhook.Timeout, store, programs, scenario.Value);
        using var timeout = new CancellationTokenSource(webhook.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var client = _clients.GetOrAdd((webhook.Client.Text("caBundle") ?? "", address.Shown.Host),
                key => Client(key.Bundle, key.Host));
            using var request = new HttpRequestMessage(HttpMethod.Post, address.Listening);
            request.Content = new ByteArrayContent(JsonText.Utf8(review));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Host = address.Shown.Authority;
            using var answer = await client.SendAsync(request, end.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(end.Token);
            return answer.IsSuccessStatusCode
                ? JsonText.Parse(body)
                : throw new WebhookCallException(body.Length > 0
                    ? $"an error on the server (\"{Encoding.UTF8.GetString(body).Trim()}\") has prevented the request from succeeding"
                    : "the server rejected our request for an unknown reason");
        }
        catch (OperationCanceledException failure) when (timeout.IsCancellationRequested)
        {
            throw new WebhookCallException($"Post \"{address.Text}\": context deadline exceeded", failure);
        }
        catch (HttpRequestException failure)
        {
            throw new WebhookCallException($"Post \"{address.Text}\": {Why(failure, address)}", failure);
        }
        catch (JsonException failure)
        {
            throw new WebhookCallException($"the answer is no JSON object: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static string Why(HttpRequestException failure, WebhookAddress address) => failure.InnerException switch
    {
        AuthenticationException => "x509: certificate signed by unknown authority",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            $"dial tcp {address.Listening.Host}:{address.Listening.Port}: connect: connection refused",
        SocketException { SocketErrorCode: SocketError.HostNotFound } => $"dial tcp: lookup {address.Listening.Host}: no such host",
        IOException => "EOF",
        _ => failure.Message,
    };

    private static HttpMessageInvoker Client(string bundle, string host)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (bundle.Length > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        }

        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy },
        });
    }
}
