using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Requests;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Scenarios;

/// <summary>
/// Fails a part of the requests, in the same order in every run: too many requests, an error inside, a connection that breaks, a
/// watch that ends.
/// </summary>
internal sealed class FlakyApi(Scenario scenario, TimeProvider time)
{
    private const int Seed = 20210;
    private static readonly TimeSpan WatchLife = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly Random _random = new(Seed);

    public RequestDelegate Wrap(RequestDelegate handler) => scenario.FlakyRate > 0 ? http => AnswerAsync(http, handler) : handler;

    private async Task AnswerAsync(HttpContext http, RequestDelegate handler)
    {
        // What tells whether the server runs stays true.
        if (http.Request.Path.Value is "/readyz" or "/livez" or "/healthz" || !IsHit(out var kind))
        {
            await handler(http);
            return;
        }

        if (http.Request.Query["watch"].ToString() is "true" or "1")
        {
            await EndEarlyAsync(http, handler);
            return;
        }

        switch (kind)
        {
            case 0:
                await Answer.FailureAsync(http,
                    new ApiException(429, "TooManyRequests", "Too many requests, please try again later.", retryAfterSeconds: 1));
                break;
            case 1:
                await Answer.FailureAsync(http, Failures.Internal("etcdserver: request timed out"));
                break;
            default:
                http.Abort();
                break;
        }
    }

    private async Task EndEarlyAsync(HttpContext http, RequestDelegate handler)
    {
        using var end = new CancellationTokenSource(WatchLife, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, http.RequestAborted);
        http.RequestAborted = both.Token;
        await handler(http);
    }

    private bool IsHit(out int kind)
    {
        lock (_lock)
        {
            var isHit = _random.NextDouble() < scenario.FlakyRate;
            kind = _random.Next(3);
            return isHit;
        }
    }
}
