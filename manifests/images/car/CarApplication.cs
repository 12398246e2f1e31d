using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MeshSamples.Car;

/// <summary>The service car: HTTP/1.1 with a WebSocket on one port, gRPC without TLS on another.</summary>
public static class CarApplication
{
    /// <summary>Sets the service up without starting it.</summary>
    public static WebApplication Create(CarOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(server =>
        {
            // Without TLS there is no negotiation, so HTTP/2 needs a port of its own.
            Listen(server, options.Address, options.HttpPort, HttpProtocols.Http1);
            Listen(server, options.Address, options.GrpcPort, HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<WebSocketEcho>();

        var application = builder.Build();
        application.UseWebSockets();
        application.MapGet("/", () => $"car {options.Version}\n");
        application.MapGet("/healthz", () => "ok\n");
        application.Map("/ws/{**rest}", (HttpContext context, WebSocketEcho echo) => echo.HandleAsync(context));
        application.MapGrpcService<CarService>();
        return application;
    }

    private static void Listen(KestrelServerOptions server, IPAddress? address, int port, HttpProtocols protocols)
    {
        if (address is null)
        {
            server.ListenAnyIP(port, listen => listen.Protocols = protocols);
        }
        else
        {
            server.Listen(address, port, listen => listen.Protocols = protocols);
        }
    }
}
