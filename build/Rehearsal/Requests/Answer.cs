using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    public static Task JsonAsync(HttpContext http, JsonNode json, int status = StatusCodes.Status200OK) => JsonAsync(http, JsonText.Utf8(json), status);

    public static async Task JsonAsync(HttpContext http, ReadOnlyMemory<byte> utf8, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = utf8.Length;
        await http.Response.Body.WriteAsync(utf8, http.RequestAborted);
    }

    public static async Task TextAsync(HttpContext http, string text, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    public static Task FailureAsync(HttpContext http, ApiException failure)
    {
        if (failure.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString();
        }

        return JsonAsync(http, failure.ToStatus(), failure.Code);
    }

    /// <summary>What the server says where nothing is registered.</summary>
    public static Task NothingHereAsync(HttpContext http) => TextAsync(http, "404 page not found\n", StatusCodes.Status404NotFound);
}
