using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace MeshBuild.Cluster.Tests;

/// <summary>An HTTP server on a loopback port that the system chose; one function answers every request.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly WebApplication _application;

    /// <summary>Serves from now on.</summary>
    public LoopbackServer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(answer);
        _application.Start();
        Address = new Uri(_application.Urls.First());
    }

    public Uri Address { get; }

    public void Dispose() => ((IDisposable)_application).Dispose();
}
