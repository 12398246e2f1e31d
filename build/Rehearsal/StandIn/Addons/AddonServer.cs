using System.Net;
using MeshBuild.Rehearsal.Pods;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace MeshBuild.Rehearsal.StandIn.Addons;

/// <summary>An addon that answers: a page that names it and its pod; jaeger takes spans and answers queries besides.</summary>
internal sealed class AddonServer : IRunningProgram
{
    private static readonly Dictionary<string, int[]> Ports = new()
    {
        ["grafana"] = [3000],
        ["jaeger"] = [16686, 14269, 9411],
        ["kiali"] = [20001],
        ["prometheus"] = [9090],
    };

    private readonly string _name;
    private readonly string _pod;
    private readonly WebApplication _app;
    private readonly JaegerApi? _jaeger;

    private AddonServer(string name, string pod, Action<KestrelServerOptions> listen)
    {
        _name = name;
        _pod = pod;
        _jaeger = name == "jaeger" ? new JaegerApi() : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(listen);
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>The addons that there are.</summary>
    public static IEnumerable<string> Names => Ports.Keys;

    /// <summary>In a pod of its own, until that ends.</summary>
    public static async Task<int> RunAsync(string name)
    {
        await using var server = new AddonServer(name, Dns.GetHostName(), kestrel => Ports[name].ToList().ForEach(kestrel.ListenAnyIP));
        await server._app.StartAsync();
        await server._app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Inside this process, on a loopback port.</summary>
    public static async Task<IRunningProgram> StartAsync(string name, string pod, CancellationToken cancellation)
    {
        var server = new AddonServer(name, pod, kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await server._app.StartAsync(cancellation);
        return server;
    }

    public Uri? Address(int port) => Ports[_name].Contains(port) ? new Uri(_app.Urls.First()) : null;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (_jaeger is null || !await _jaeger.TryAnswerAsync(http))
        {
            await http.Response.WriteAsync($"{_name} of pod {_pod} (stand-in)\n", http.RequestAborted);
        }
    }
}
