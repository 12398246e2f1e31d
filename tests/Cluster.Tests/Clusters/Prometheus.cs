using System.Text.RegularExpressions;

namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>A real Prometheus on a loopback port that the system chose, which asks an exporter four times a second.</summary>
public sealed partial class Prometheus : IDisposable
{
    private readonly RunningCommand _server;
    private readonly string _folder;

    private Prometheus(RunningCommand server, string folder, Uri address) => (_server, _folder, Address) = (server, folder, address);

    /// <summary>Its address.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it has asked the exporter; without one on the PATH the tests are skipped.</summary>
    public static async Task<Prometheus> StartAsync(Uri exporter)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "prometheus"))))
        {
            Assert.Ignore("no prometheus on the PATH: apt-get install prometheus, or put one there");
        }

        var folder = Directory.CreateTempSubdirectory("meshbuild-").FullName;
        var config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, $$"""
            global: {scrape_interval: 250ms, scrape_timeout: 250ms}
            scrape_configs: [{job_name: mesh, honor_labels: true, static_configs: [{targets: ["{{exporter.Authority}}"]}]}]
            """);
        var server = new RunningCommand("prometheus",
            [$"--config.file={config}", $"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:0"], folder, new Dictionary<string, string?>());
        (await server.SaysAsync("\"Listening on\"")).ShouldBeTrue(server.Output);
        var prometheus = new Prometheus(server, folder, new Uri($"http://{Listening().Match(server.Output).Groups["address"]}/"));
        using var http = new HttpClient { BaseAddress = prometheus.Address };
        while (!await HasScrapedAsync(http))
        {
            server.HasExited.ShouldBeFalse(server.Output);
            await Task.Delay(100);
        }

        return prometheus;
    }

    public void Dispose()
    {
        _server.Kill();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("""
        "Listening on" address=(?<address>[\d.:]+)
        """)]
    private static partial Regex Listening();

    private static async Task<bool> HasScrapedAsync(HttpClient http)
    {
        // Until it has read what it stored before, it answers that it is not ready.
        using var answer = await http.GetAsync("api/v1/query?query=istio_requests_total");
        return (await answer.Content.ReadAsStringAsync()).Contains("istio_requests_total", StringComparison.Ordinal);
    }
}
