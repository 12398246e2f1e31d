using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Every request: who asks, what for, and a Status object when it is refused.</summary>
internal sealed class RequestHandler(Authentication authentication, DiscoveryEndpoint discovery, OpenApiEndpoint openApi, ResourceEndpoint resources, JsonObject version)
{
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await AnswerAsync(http);
        }
        catch (ApiException failure) when (!http.Response.HasStarted)
        {
            await Answer.FailureAsync(http, failure);
        }
        catch (Exception failure) when (http.RequestAborted.IsCancellationRequested && failure is OperationCanceledException or ConnectionResetException)
        {
            // The client went away.
        }
        // The server answers what goes wrong inside it, as a real one does, and lives on.
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            await Answer.FailureAsync(http, Failures.Internal(failure.ToString()));
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        switch (path.TrimEnd('/'))
        {
            case "/version":
                await Answer.JsonAsync(http, version);
                return;
            case "/readyz" or "/livez" or "/healthz":
                await Answer.TextAsync(http, "ok");
                return;
        }

        if (authentication.Identify(http) is not { } user)
        {
            throw http.Request.Headers.Authorization.Count > 0
                ? Failures.Unauthorized()
                : Failures.Anonymous(http.Request.Method.ToLowerInvariant(), path);
        }

        if (RequestPath.Parse(path) is { } resource)
        {
            await resources.AnswerAsync(http, resource, user);
        }
        else if (!HttpMethods.IsGet(http.Request.Method)
            || (!await openApi.TryAnswerAsync(http, path) && !await discovery.TryAnswerAsync(http, path)))
        {
            await Answer.NothingHereAsync(http);
        }
    }
}
