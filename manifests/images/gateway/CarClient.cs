namespace MeshSamples.Gateway;

/// <summary>Calls car.</summary>
public sealed class CarClient(HttpClient http)
{
    // The sidecars cannot tell which outgoing call belongs to which incoming one: the service has to pass these on.
    private static readonly string[] TraceHeaders =
    [
        "x-request-id", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags", "b3",
    ];

    public async Task<CarAnswer> AskAsync(IHeaderDictionary incoming, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        foreach (var name in TraceHeaders)
        {
            if (incoming.TryGetValue(name, out var value))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
            }
        }

        try
        {
            using var response = await http.SendAsync(request, cancellation);
            var text = (await response.Content.ReadAsStringAsync(cancellation)).TrimEnd();
            return response.IsSuccessStatusCode
                ? new CarAnswer(true, text)
                : new CarAnswer(false, $"car at {http.BaseAddress} answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return new CarAnswer(false, $"car at {http.BaseAddress} does not answer: {exception.Message}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CarAnswer(false, $"car at {http.BaseAddress} did not answer in {http.Timeout.TotalSeconds} s");
        }
    }
}
