using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Metrics;

/// <summary>
/// Prometheus by its HTTP API, version 1 (<c>/api/v1/query</c>; https://prometheus.io/docs/prometheus/latest/querying/api/).
/// </summary>
/// <param name="http">Its base address is Prometheus', with a slash at its end.</param>
public sealed class PrometheusClient(HttpClient http) : IMetrics
{
    // What asks an instant's values of a few series is answered in milliseconds, or somebody is in trouble.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public async Task<IReadOnlyList<MetricSample>> QueryAsync(string expression, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var answer = await http.PostAsync("api/v1/query", new FormUrlEncodedContent([new("query", expression)]), patience.Token);
            var text = await answer.Content.ReadAsStringAsync(patience.Token);
            var json = JsonNode.Parse(text);
            return (string?)json?["status"] == "success"
                ? [.. (json["data"]?["result"] as JsonArray ?? []).Select(Sample)]
                : throw Failure((string?)json?["error"] ?? $"it answers {(int)answer.StatusCode}", null);
        }
        catch (JsonException failure)
        {
            throw Failure("what answers there is not Prometheus", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Failure(failure.Message, failure);
        }
        catch (OperationCanceledException failure) when (!cancellation.IsCancellationRequested)
        {
            throw Failure($"no answer within {Patience.TotalSeconds:0} s", failure);
        }
    }

    private static MetricSample Sample(JsonNode? series) => new(
        (series!["metric"] as JsonObject ?? []).ToDictionary(label => label.Key, label => (string?)label.Value ?? ""),
        Number((string)series["value"]![1]!));

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private MeshException Failure(string why, Exception? cause) =>
        new($"Prometheus at {http.BaseAddress} cannot be asked: {why}", "See that the addon prometheus is installed and its pod is ready, or name another one with --prometheus=URL.", cause);
}
