using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Tracing;

/// <summary>Jaeger by the HTTP API of its query service, below the path that Istio's addon gives it, <c>/jaeger</c>.</summary>
/// <param name="http">Its base address is the service's, with a slash at its end.</param>
public sealed class JaegerClient(HttpClient http)
{
    private const string Api = "jaeger/api/";

    /// <summary>The services that Jaeger has spans of.</summary>
    /// <exception cref="MeshException">Jaeger does not answer, or not with that.</exception>
    public async Task<IReadOnlyList<string>> ServicesAsync(CancellationToken cancellation) =>
        [.. (await AskAsync("services", cancellation) ?? []).Select(name => (string?)name).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>The latest traces of a service.</summary>
    /// <exception cref="MeshException">Jaeger does not answer, or not with that.</exception>
    public async Task<IReadOnlyList<Trace>> LatestAsync(string service, int limit, CancellationToken cancellation) =>
        Traces(await AskAsync($"traces?service={Uri.EscapeDataString(service)}&limit={limit}", cancellation));

    /// <summary>A trace; null when Jaeger has none of that id, or not yet.</summary>
    /// <exception cref="MeshException">Jaeger does not answer, or not with that.</exception>
    public async Task<Trace?> FindAsync(string id, CancellationToken cancellation) => Traces(await AskAsync($"traces/{id}", cancellation)).FirstOrDefault();

    // Null: there is no such thing.
    private async Task<JsonArray?> AskAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync(Api + path, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            // What is not JSON is no answer of Jaeger's, but of something in its place.
            var json = answer.Content.Headers.ContentType is { MediaType: not "application/json" } ? null : JsonNode.Parse(text) as JsonObject;
            if (answer.StatusCode == HttpStatusCode.NotFound && json is not null)
            {
                return null;
            }

            var error = (string?)(json?["errors"] as JsonArray)?.FirstOrDefault()?["msg"];
            return answer.IsSuccessStatusCode && error is null && json?.ContainsKey("data") == true
                ? json["data"] as JsonArray ?? []
                : throw Failure($"it answers {(int)answer.StatusCode}{(error is null ? "" : $": {error}")}", null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            throw Failure(failure.Message, failure);
        }
    }

    private static IReadOnlyList<Trace> Traces(JsonArray? data) =>
        [.. (data ?? []).OfType<JsonObject>().Select(Trace).Where(trace => trace.Spans.Count > 0)];

    private static Trace Trace(JsonObject trace)
    {
        var services = (trace["processes"] as JsonObject ?? []).ToDictionary(process => process.Key, process => (string?)process.Value?["serviceName"] ?? "");
        return new Trace((string?)trace["traceID"] ?? "", [.. (trace["spans"] as JsonArray ?? []).OfType<JsonObject>().Select(span => Span(span, services))]);
    }

    // Times are in microseconds.
    private static Span Span(JsonObject span, Dictionary<string, string> services) => new(
        (string?)span["spanID"] ?? "",
        (string?)(span["references"] as JsonArray ?? []).FirstOrDefault(reference => (string?)reference?["refType"] == "CHILD_OF")?["spanID"],
        (string?)span["operationName"] ?? "",
        services.GetValueOrDefault((string?)span["processID"] ?? "", "?"),
        DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds((long?)span["startTime"] ?? 0),
        TimeSpan.FromMicroseconds((long?)span["duration"] ?? 0),
        (span["tags"] as JsonArray ?? []).Any(IsError));

    // Truth values and texts, by who reported the span; a status of the server's own failure is one too.
    private static bool IsError(JsonNode? tag) => ((string?)tag?["key"], tag?["value"]?.ToString()) switch
    {
        ("error", { } value) => !value.Equals("false", StringComparison.OrdinalIgnoreCase),
        ("http.status_code", { } value) => value.StartsWith('5'),
        _ => false,
    };

    private MeshException Failure(string why, Exception? cause) => new($"Jaeger at {http.BaseAddress} cannot be asked: {why}",
        "See that the addon jaeger is installed and its pod is ready: --target=InstallAddons, --target=Status.", cause);
}
