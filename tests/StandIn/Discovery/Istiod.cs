using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.StandIn.Kubernetes;
using MeshBuild.StandIn.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.StandIn.Discovery;

/// <summary>The control plane: the injection webhook that the API server really calls, and what the genuine one leaves in a cluster.</summary>
internal static class Istiod
{
    private static readonly string[] Elections = ["istio-leader", "istio-namespace-controller-election", "istio-validation-controller-election"];

    public static async Task<int> RunAsync()
    {
        using var end = new CancellationTokenSource();
        using var api = ApiServer.FromPod();
        using var authority = Certificates.Authority();
        using var certificate = Certificates.Server(authority);
        var ready = false;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenAnyIP(8080);
            kestrel.ListenAnyIP(15014);
            kestrel.ListenAnyIP(15017, listen => listen.UseHttps(certificate));
        });
        await using var app = builder.Build();
        app.MapGet("/ready", () => ready ? Results.Ok() : Results.StatusCode(503));
        app.MapGet("/version", () => Results.Text(DemoProfile.Version));
        app.MapPost("/inject", async context => await AnswerAsync(context, await InjectAsync(context, api)));
        app.MapPost("/validate", async context => await AnswerAsync(context, await ValidateAsync(context)));
        app.Lifetime.ApplicationStopping.Register(end.Cancel);
        await app.StartAsync();
        var pem = authority.ExportCertificatePem();
        await RegisterAsync(api, pem, end.Token);
        ready = true;
        await RootCertificatesAsync(api, pem, end.Token);
        return 0;
    }

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
                var namespaces = (JsonArray?)(await api.GetAsync("/api/v1/namespaces", cancellation))?["items"] ?? [];
                var names = namespaces.Where(item => item?["metadata"]?["deletionTimestamp"] is null).Select(item => (string)item!["metadata"]!["name"]!).ToList();
                written.IntersectWith(names);
                foreach (var name in names.Where(written.Add))
                {
                    await CreateAsync(api, Manifest.Of("v1", "ConfigMap", "istio-ca-root-cert", name, new JsonObject { ["data"] = new JsonObject { ["root-cert.pem"] = authority } }), cancellation);
                }

                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The pod ends.
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
