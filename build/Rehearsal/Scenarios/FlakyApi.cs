using System.Collections.Concurrent;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Requests;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Scenarios;

/// <summary>
/// Fails a part of the requests: too many requests, an error inside, a connection that breaks, a watch that ends. Whether it does goes by
/// the request's method and path and how often it came before: the same in every run, in whatever order clients ask side by side.
/// </summary>
internal sealed class FlakyApi(CurrentScenario scenario, TimeProvider time)
{
    private static readonly TimeSpan WatchLife = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, int> _seen = new();

    public RequestDelegate Wrap(RequestDelegate handler) => http => scenario.Value.FlakyRate > 0 ? AnswerAsync(http, handler) : handler(http);

    private async Task AnswerAsync(HttpContext http, RequestDelegate handler)
    {
        // What tells whether the server runs stays true.
        if (http.Request.Path.Value is "/readyz" or "/livez" or "/healthz" || !IsHit(http.Request, out var kind))
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

    private bool IsHit(HttpRequest request, out int kind)
    {
        var what = $"{request.Method} {request.Path}";
        var number = _seen.AddOrUpdate(what, 1, (_, before) => before + 1);
        var random = new Random((int)StableHash.Of32($"{number} {what}"));
        kind = random.Next(3);
        return random.NextDouble() < scenario.Value.FlakyRate;
    }
}
