using System.Net;
using MeshSamples.Car;
using MeshSamples.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Samples.Tests;

public sealed class GatewayTests
{
    [TestCase("/")]
    [TestCase("/any/other/path")]
    public async Task Every_path_answers_with_what_car_says(string path)
    {
        await using var car = await RunningService.StartAsync(CarApplication.Create(new CarOptions(IPAddress.Loopback, 0, 0, "v2")));
        await using var gateway = await StartGatewayAsync(car.Addresses[0]);
        using var http = new HttpClient { BaseAddress = gateway.Addresses[0] };

        (await http.GetStringAsync(path)).ShouldBe("gateway v1 -> car v2\n");
    }

    [Test]
    public async Task Without_car_it_answers_502_and_names_the_address()
    {
        var stopped = await RunningService.StartAsync(CarApplication.Create(new CarOptions(IPAddress.Loopback, 0, 0, "v1")));
        var address = stopped.Addresses[0];
        await stopped.DisposeAsync();
        await using var gateway = await StartGatewayAsync(address);
        using var http = new HttpClient { BaseAddress = gateway.Addresses[0] };

        using var response = await http.GetAsync("/");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldStartWith($"car at {address} does not answer");
    }

    [Test]
    public async Task Without_car_it_stays_healthy()
    {
        await using var gateway = await StartGatewayAsync(new Uri("http://127.0.0.1:1"));
        using var http = new HttpClient { BaseAddress = gateway.Addresses[0] };

        (await http.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Test]
    public async Task A_failure_of_car_is_told_with_its_status()
    {
        await using var car = await StartCarStubAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using var gateway = await StartGatewayAsync(car.Addresses[0]);
        using var http = new HttpClient { BaseAddress = gateway.Addresses[0] };

        using var response = await http.GetAsync("/");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldContain("answered 503");
    }

    [Test]
    public async Task Trace_headers_go_on_to_car_and_others_do_not()
    {
        await using var car = await StartCarStubAsync(context =>
        {
            var seen = context.Request.Headers;
            return context.Response.WriteAsync($"{seen["x-request-id"]} {seen["x-b3-traceid"]} {seen["cookie"]}|");
        });
        await using var gateway = await StartGatewayAsync(car.Addresses[0]);
        using var http = new HttpClient { BaseAddress = gateway.Addresses[0] };
        http.DefaultRequestHeaders.Add("x-request-id", "r1");
        http.DefaultRequestHeaders.Add("x-b3-traceid", "t1");
        http.DefaultRequestHeaders.Add("cookie", "secret=1");

        (await http.GetStringAsync("/")).ShouldBe("gateway v1 -> r1 t1 |\n");
    }

    private static Task<RunningService> StartGatewayAsync(Uri car) =>
        RunningService.StartAsync(GatewayApplication.Create(new GatewayOptions(IPAddress.Loopback, 0, car, "v1")));

    private static Task<RunningService> StartCarStubAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.MapGet("/", answer);
        return RunningService.StartAsync(application);
    }
}
