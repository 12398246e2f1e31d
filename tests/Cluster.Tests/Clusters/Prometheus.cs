namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>A real Prometheus on a loopback port, which asks an exporter four times a second.</summary>
public sealed class Prometheus : IDisposable
{
    private readonly RunningCommand _server;
    private readonly string _folder;

    private Prometheus(RunningCommand server, string folder, int port) => (_server, _folder, Address) = (server, folder, new Uri($"http://127.0.0.1:{port}/"));

    /// <summary>Its address.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it has asked the exporter; without one on the PATH the tests are skipped.</summary>
    public static async Task<Prometheus> StartAsync(int exporter)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "prometheus"))))
        {
            Assert.Ignore("no prometheus on the PATH: apt-get install prometheus, or put one there");
        }

        var folder = Directory.CreateTempSubdirectory("meshbuild-").FullName;
        var config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, $$"""
            global: {scrape_interval: 250ms, scrape_timeout: 250ms}
            scrape_configs: [{job_name: mesh, honor_labels: true, static_configs: [{targets: ["127.0.0.1:{{exporter}}"]}]}]
            """);
        var port = LoopbackPort.Free();
        var server = new RunningCommand("prometheus",
            [$"--config.file={config}", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}"], folder, new Dictionary<string, string?>());
        var prometheus = new Prometheus(server, folder, port);
        using var http = new HttpClient { BaseAddress = prometheus.Address };
        while (!await HasScrapedAsync(http))
        {
            server.HasExited.ShouldBeFalse(server.HasExited ? (await server.EndAsync()).Output : "");
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

    private static async Task<bool> HasScrapedAsync(HttpClient http)
    {
        try
        {
            return (await http.GetStringAsync("api/v1/query?query=istio_requests_total")).Contains("istio_requests_total", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            // It is not up yet.
            return false;
        }
    }
}
