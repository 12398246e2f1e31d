using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.StandIn.Addons;

/// <summary>
/// Traces in memory: spans come as proxies send them (Zipkin's API, version 2, <c>/api/v2/spans</c>) and are given out as Jaeger's
/// query API does, below <c>/jaeger</c>.
/// </summary>
internal sealed class JaegerApi
{
    private const string Queries = "/jaeger/api/";
    private readonly ConcurrentQueue<JsonObject> _spans = new();

    /// <summary>Answers a request of either API; false: it is of none.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path == "/api/v2/spans" && HttpMethods.IsPost(http.Request.Method))
        {
            foreach (var span in (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonArray ?? []).OfType<JsonObject>())
            {
                _spans.Enqueue(span);
            }

            http.Response.StatusCode = StatusCodes.Status202Accepted;
            return true;
        }

        if (!path.StartsWith(Queries, StringComparison.Ordinal))
        {
            return false;
        }

        await AnswerAsync(http, path[Queries.Length..].Split('/'));
        return true;
    }

    private Task AnswerAsync(HttpContext http, string[] path)
    {
        var query = http.Request.Query;
        switch (path)
        {
            case ["services"]:
                return WriteAsync(http, [.. _spans.Select(Service).Distinct().Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);
            case ["traces"] when query["service"].ToString() is { Length: > 0 } service:
                var limit = int.TryParse(query["limit"], out var number) ? number : 20;
                return WriteAsync(http, [.. Traces().Where(trace => trace.Any(span => Service(span) == service))
                    .OrderByDescending(trace => trace.Max(span => (long?)span["timestamp"])).Take(limit).Select(Trace)]);
            case ["traces", var id] when Traces().FirstOrDefault(trace => trace.Key == Id(id)) is { } found:
                return WriteAsync(http, [Trace(found)]);
            case ["traces", _]:
                return FailAsync(http, StatusCodes.Status404NotFound, "trace not found");
            default:
                return FailAsync(http, StatusCodes.Status400BadRequest, "parameter 'service' is required");
        }
    }

    private IEnumerable<IGrouping<string, JsonObject>> Traces() => _spans.GroupBy(span => Id((string?)span["traceId"]));

    // Without the zeroes at its beginning, as Jaeger compares and shows them.
    private static string Id(string? text) => (text ?? "").TrimStart('0').ToLowerInvariant();

    private static string Service(JsonObject span) => (string?)span["localEndpoint"]?["serviceName"] ?? "unknown";

    private static JsonObject Trace(IGrouping<string, JsonObject> trace)
    {
        var services = trace.Select(Service).Distinct().ToList();
        return new JsonObject
        {
            ["traceID"] = trace.Key,
            ["spans"] = new JsonArray([.. trace.Select(span => Span(trace.Key, span, $"p{services.IndexOf(Service(span)) + 1}"))]),
            ["processes"] = new JsonObject(services.Select((name, index) => KeyValuePair.Create<string, JsonNode?>(
                $"p{(index + 1).ToString(CultureInfo.InvariantCulture)}", new JsonObject { ["serviceName"] = name, ["tags"] = new JsonArray() }))),
            ["warnings"] = null,
        };
    }

    private static JsonObject Span(string trace, JsonObject span, string process) => new()
    {
        ["traceID"] = trace,
        ["spanID"] = (string?)span["id"],
        ["operationName"] = (string?)span["name"] ?? "",
        ["references"] = (string?)span["parentId"] is { } parent
            ? new JsonArray(new JsonObject { ["refType"] = "CHILD_OF", ["traceID"] = trace, ["spanID"] = parent })
            : new JsonArray(),
        ["startTime"] = (long?)span["timestamp"] ?? 0,
        ["duration"] = (long?)span["duration"] ?? 0,
        ["tags"] = new JsonArray([.. (span["tags"] as JsonObject ?? []).Select(tag => Tag(tag.Key, (string?)tag.Value ?? ""))]),
        ["logs"] = new JsonArray(),
        ["processID"] = process,
        ["warnings"] = null,
    };

    // Zipkin's texts; its error is Jaeger's truth value.
    private static JsonObject Tag(string key, string value) => key == "error"
        ? new JsonObject { ["key"] = key, ["type"] = "bool", ["value"] = value != "false" }
        : new JsonObject { ["key"] = key, ["type"] = "string", ["value"] = value };

    private static Task FailAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        return WriteAsync(http, null, new JsonArray(new JsonObject { ["code"] = status, ["msg"] = message }));
    }

    private static Task WriteAsync(HttpContext http, JsonArray? data, JsonArray? errors = null)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(new JsonObject
        {
            ["data"] = data,
            ["total"] = 0,
            ["limit"] = 0,
            ["offset"] = 0,
            ["errors"] = errors,
        }.ToJsonString(), http.RequestAborted);
    }
}
