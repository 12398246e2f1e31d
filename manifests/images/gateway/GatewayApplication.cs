namespace MeshSamples.Gateway;

/// <summary>The service gateway: answers every path with what car says.</summary>
public static class GatewayApplication
{
    private static readonly TimeSpan CarTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Sets the service up without starting it.</summary>
    public static WebApplication Create(GatewayOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(server =>
        {
            if (options.Address is null)
            {
                server.ListenAnyIP(options.HttpPort);
            }
            else
            {
                server.Listen(options.Address, options.HttpPort);
            }
        });
        builder.Services.AddSingleton(_ => new HttpClient { BaseAddress = options.Car, Timeout = CarTimeout });
        builder.Services.AddSingleton<CarClient>();

        var application = builder.Build();
        // Its own health only: a gateway that cannot reach car still has that to say.
        application.MapGet("/healthz", () => "ok\n");
        application.MapGet("/{**path}", async (HttpContext context, CarClient car) =>
        {
            var answer = await car.AskAsync(context.Request.Headers, context.RequestAborted);
            return answer.Reached
                ? Results.Text($"gateway {options.Version} -> {answer.Text}\n")
                : Results.Text(answer.Text + "\n", statusCode: StatusCodes.Status502BadGateway);
        });
        return application;
    }
}
