using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace MeshBuild.Rehearsal.Tests.Admission;

/// <summary>A webhook on a loopback port, whose certificate names the Service <c>injector.mesh.svc</c> and 127.0.0.1.</summary>
internal sealed class WebhookServer : IRunningProgram
{
    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;

    private WebhookServer(WebApplication application, X509Certificate2 certificate, List<JsonObject> reviews)
    {
        _application = application;
        _certificate = certificate;
        Reviews = reviews;
    }

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<JsonObject> Reviews { get; }

    public string CaBundle => Convert.ToBase64String(Encoding.UTF8.GetBytes(_certificate.ExportCertificatePem()));

    public Uri Url => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <param name="answer">The response object without its uid, made from the request object.</param>
    public static async Task<WebhookServer> StartAsync(Func<JsonNode, JsonObject> answer)
    {
        var certificate = Certificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        var application = builder.Build();
        var reviews = new List<JsonObject>();
        application.Run(async http =>
        {
            var review = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
            lock (reviews)
            {
                reviews.Add(review);
            }

            var response = answer(review["request"]!);
            response["uid"] = review.Text("request", "uid");
            await http.Response.WriteAsync(new JsonObject
            {
                ["apiVersion"] = review.Text("apiVersion"),
                ["kind"] = "AdmissionReview",
                ["response"] = response,
            }.ToJsonString());
        });
        await application.StartAsync();
        return new WebhookServer(application, certificate, reviews);
    }

    /// <summary>A response that lets pass, with a JSON patch.</summary>
    public static JsonObject Patch(string patch) => new()
    {
        ["allowed"] = true,
        ["patchType"] = "JSONPatch",
        ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)),
    };

    public Uri? Address(int port) => port == 15017 ? Url : null;

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=injector", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("injector.mesh.svc");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }
}
