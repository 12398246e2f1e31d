using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshBuild.Rehearsal.StandIn.Discovery;

/// <summary>The control plane: the injection webhook that the API server really calls, and what the genuine one leaves in a cluster.</summary>
internal sealed class Istiod : IRunningProgram
{
    private const int WebhookPort = 15017;
    private static readonly int[] PlainPorts = [8080, 15014];
    private static readonly string[] Elections = ["istio-leader", "istio-namespace-controller-election", "istio-validation-controller-election"];

    private readonly CancellationTokenSource _end = new();
    private readonly ApiServer _api;
    private readonly X509Certificate2 _authority = Certificates.Authority();
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _app;
    private Task _rootCertificates = Task.CompletedTask;
    private bool _ready;

    private Istiod(ApiServer api, bool inPod)
    {
        _api = api;
        _certificate = Certificates.Server(_authority);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (inPod)
            {
                PlainPorts.ToList().ForEach(kestrel.ListenAnyIP);
                kestrel.ListenAnyIP(WebhookPort, listen => listen.UseHttps(_certificate));
            }
            else
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate));
            }
        });
        _app = builder.Build();
        _app.MapGet("/ready", () => _ready ? Results.Ok() : Results.StatusCode(503));
        _app.MapGet("/version", () => Results.Text(DemoProfile.Version));
        _app.MapPost("/inject", async context => await AnswerAsync(context, await InjectAsync(context, _api)));
        _app.MapPost("/validate", async context => await AnswerAsync(context, await ValidateAsync(context)));
    }

    /// <summary>In a pod of its own, until that ends.</summary>
    public static async Task<int> RunAsync()
    {
        await using var istiod = new Istiod(ApiServer.FromPod(), inPod: true);
        await istiod.StartAsync(CancellationToken.None);
        await istiod._app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Inside this process, on loopback ports.</summary>
    public static async Task<IRunningProgram> StartAsync(ApiServer api, CancellationToken cancellation)
    {
        var istiod = new Istiod(api, inPod: false);
        await istiod.StartAsync(cancellation);
        return istiod;
    }

    public Uri? Address(int port) =>
        port == WebhookPort ? Listening("https") : PlainPorts.Contains(port) ? Listening("http") : null;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _rootCertificates;
        await _app.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
        _api.Dispose();
        _end.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        await _app.StartAsync(cancellation);
        var pem = _authority.ExportCertificatePem();
        await RegisterAsync(_api, pem, cancellation);
        _ready = true;
        _rootCertificates = RootCertificatesAsync(_api, pem, _end.Token);
    }

    private Uri Listening(string scheme) => _app.Urls.Select(url => new Uri(url)).First(url => url.Scheme == scheme);

    private static async Task RegisterAsync(ApiServer api, string authority, CancellationToken cancellation)
    {
        var bundle = Convert.ToBase64String(Encoding.ASCII.GetBytes(authority));
        await TrustAsync(api, "MutatingWebhookConfiguration", "istio-sidecar-injector", bundle, cancellation);
        await TrustAsync(api, "ValidatingWebhookConfiguration", "istiod-istio-system", bundle, cancellation);
        await CreateAsync(api, Manifest.Of("v1", "Secret", "istio-ca-secret", Manifest.SystemNamespace, Manifest.Json($$$"""{"type": "istio.io/ca-root", "data": {"ca-cert.pem": "{{{bundle}}}"}}""")), cancellation);
        foreach (var election in Elections)
        {
            await CreateAsync(api, Manifest.Of("v1", "ConfigMap", election), cancellation);
        }
    }

    private static async Task TrustAsync(ApiServer api, string kind, string name, string bundle, CancellationToken cancellation)
    {
        var path = ApiServer.PathOf("admissionregistration.k8s.io/v1", kind, null, name);
        var webhooks = (JsonArray?)(await api.GetAsync(path, cancellation))?["webhooks"] ?? [];
        var patch = new JsonArray([.. webhooks.Select((_, index) => Manifest.Json(
            $$"""{"op": "add", "path": "/webhooks/{{index}}/clientConfig/caBundle", "value": "{{bundle}}"}"""))]);
        await api.PatchAsync(path, patch, "application/json-patch+json", cancellation);
    }

    private static async Task RootCertificatesAsync(ApiServer api, string authority, CancellationToken cancellation)
    {
        var written = new HashSet<string>();
        try
        {
            while (true)
            {
                try
                {
                    await WriteRootCertificatesAsync(api, authority, written, cancellation);
                }
                catch (HttpRequestException)
                {
                    // The server does not answer just now: the next round asks again.
                }

                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The pod ends.
        }
    }

    private static async Task WriteRootCertificatesAsync(ApiServer api, string authority, HashSet<string> written, CancellationToken cancellation)
    {
        var namespaces = (JsonArray?)(await api.GetAsync("/api/v1/namespaces", cancellation))?["items"] ?? [];
        var names = namespaces.Where(item => item?["metadata"]?["deletionTimestamp"] is null).Select(item => (string)item!["metadata"]!["name"]!).ToList();
        written.IntersectWith(names);
        foreach (var name in names.Except(written).ToList())
        {
            await CreateAsync(api, Manifest.Of("v1", "ConfigMap", "istio-ca-root-cert", name, new JsonObject { ["data"] = new JsonObject { ["root-cert.pem"] = authority } }), cancellation);
            written.Add(name);
        }
    }

    private static async Task CreateAsync(ApiServer api, JsonObject value, CancellationToken cancellation)
    {
        try
        {
            await api.CreateAsync(ApiServer.PathOf((string)value["apiVersion"]!, Manifest.Kind(value), Manifest.Namespace(value), null), value, cancellation);
        }
        catch (HttpRequestException failure) when (failure.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            // It is there from an earlier start, or its namespace is ending.
        }
    }

    private static async Task AnswerAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static async Task<JsonObject> InjectAsync(HttpContext context, ApiServer api)
    {
        var review = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        var name = (string?)review["request"]?["namespace"] ?? "default";
        var labels = (await api.GetAsync($"/api/v1/namespaces/{name}", context.RequestAborted))?["metadata"]?["labels"] as JsonObject;
        return Injection.Answer(review, Injection.Map(labels));
    }

    private static async Task<JsonObject> ValidateAsync(HttpContext context) =>
        Injection.Allowed((JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!);
}
