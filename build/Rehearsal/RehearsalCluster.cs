using System.Security.Cryptography;
using System.Text;
using MeshBuild.Rehearsal.Requests;
using MeshBuild.Rehearsal.Scenarios;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal;

/// <summary>A Kubernetes API server with its controllers inside this process, on a loopback port over TLS. Nothing is kept when it stops.</summary>
public sealed class RehearsalCluster : IAsyncDisposable
{
    /// <summary>The context's name in <see cref="Kubeconfig"/>.</summary>
    public const string Context = "rehearsal";

    private readonly ClusterCertificates _certificates;
    private readonly CancellationTokenSource _stopping;
    private readonly ApiServer _server;
    private readonly Task _controllers;
    private bool _stopped;

    private RehearsalCluster(ClusterServices services, ClusterCertificates certificates, CancellationTokenSource stopping, ApiServer server, Task controllers)
    {
        Services = services;
        Address = server.Address;
        _certificates = certificates;
        _stopping = stopping;
        _server = server;
        _controllers = controllers;
    }

    /// <summary><c>https://127.0.0.1:PORT</c>.</summary>
    public Uri Address { get; }

    /// <summary>A kubeconfig file's text with the login of an administrator.</summary>
    public string Kubeconfig => $"""
        apiVersion: v1
        kind: Config
        current-context: {Context}
        clusters:
        - name: {Context}
          cluster:
            server: {Address.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Encoded(_certificates.AuthorityPem)}
        contexts:
        - name: {Context}
          context:
            cluster: {Context}
            user: {Context}
        users:
        - name: {Context}
          user:
            client-certificate-data: {Encoded(_certificates.ClientPem)}
            client-key-data: {Encoded(_certificates.ClientKeyPem)}

        """;

    /// <summary>Store, types and writers, for tests and for what runs beside the server.</summary>
    public ClusterServices Services { get; }

    /// <summary>Starts a cluster; it answers when this returns, unless the scenario has it otherwise.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<RehearsalCluster> StartAsync(RehearsalOptions options, CancellationToken cancellation)
    {
        if (options.Scenario.KubernetesVersion is { } version)
        {
            options = options with { Version = "v" + version };
        }

        var certificates = new ClusterCertificates();
        var stopping = new CancellationTokenSource();
        var address = "";
        // The server and what it serves come up side by side: both cost time at their first use.
        var composing = Task.Run(() => Compose(options, certificates.AuthorityPem, () => address, stopping.Token), cancellation);
        var server = await ApiServer.StartAsync(options.Port, certificates, async context => await (await composing).Handler(context), cancellation);
        var (services, _) = await composing;
        address = server.Address.Authority;
        if (options.Scenario.ApiDown)
        {
            await server.StopAsync();
        }

        var controllers = Task.WhenAll(Composition.Controllers(services).Select(controller => Task.Run(() => controller.RunAsync(stopping.Token), CancellationToken.None)));
        return new RehearsalCluster(services, certificates, stopping, server, controllers);
    }

    /// <summary>Ends watches, requests and controllers. What a controller failed of is thrown here.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        try
        {
            await _controllers;
        }
        catch (OperationCanceledException) when (_controllers.IsCanceled)
        {
            // They were told to.
        }
        finally
        {
            await Services.Programs.StopAllAsync();
            _certificates.Dispose();
            _stopping.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static (ClusterServices Services, RequestDelegate Handler) Compose(RehearsalOptions options, string authority, Func<string> address, CancellationToken stopping)
    {
        var services = Composition.Services(options, authority);
        new Seed(services.Store, options, authority).Plant();
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var handler = Composition.Handler(services, token, address, stopping);
        return (services, new FlakyApi(services.Scenario, options.Time).Wrap(handler.HandleAsync));
    }

    private static string Encoded(string pem) => Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
}
