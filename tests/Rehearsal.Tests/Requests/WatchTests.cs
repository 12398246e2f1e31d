using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Rehearsal.Tests.Requests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WatchTests : IAsyncDisposable
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const int HistoryLength = 8;
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private RehearsalCluster _cluster = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _cluster = await RehearsalCluster.StartAsync(new RehearsalOptions { HistoryLength = HistoryLength, Time = _time }, CancellationToken.None);
        _client = _cluster.Client();
        // Its streams have windows of their own: what a client does not read does not fill the connection.
        (_client.DefaultRequestVersion, _client.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Test]
    public async Task A_client_that_does_not_read_loses_its_watch_and_holds_up_nobody()
    {
        // More than what is on the way to a client can hold, and what may wait for it besides.
        const int Count = 200;
        var large = new string('x', 100_000);
        using var slow = await WatchAsync();
        using var quick = await WatchAsync();
        var names = Enumerable.Range(0, Count).Select(number => $"n{number:000}").ToList();
        foreach (var name in names)
        {
            await _cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap(name, large));
            (await ReadAsync(quick)).Text("object", "metadata", "name").ShouldBe(name);
        }

        var seen = new List<string>();
        while (seen.Count < Count && await slow.ReadLineAsync() is { } line)
        {
            seen.Add(JsonNode.Parse(line).Text("object", "metadata", "name")!);
        }

        seen.Count.ShouldBeInRange(HistoryLength, Count - 1);
        seen.ShouldBe(names.Take(seen.Count));
    }

    [Test]
    public async Task A_bookmark_comes_after_all_that_it_covers()
    {
        using var watch = await WatchAsync("&allowWatchBookmarks=true");
        for (var round = 0; round < 20; round++)
        {
            await _cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap($"n{round}"));
            _time.Advance(BookmarkInterval);
            await _cluster.CreateAsync(Objects.ConfigMaps, Objects.ConfigMap($"m{round}"));
            var last = 0L;
            for (var line = 0; line < 3; line++)
            {
                var seen = await ReadAsync(watch);
                var version = long.Parse(seen.Text("object", "metadata", "resourceVersion")!);
                version.ShouldBeGreaterThanOrEqualTo(last + (seen.Text("type") == "BOOKMARK" ? 0 : 1));
                last = version;
            }
        }
    }

    private async Task<StreamReader> WatchAsync(string query = "")
    {
        var version = _cluster.Services.Store.ResourceVersion;
        return new StreamReader(await _client.GetStreamAsync($"{Maps}?watch=1&resourceVersion={version}&fieldSelector=metadata.name!=kube-root-ca.crt{query}"));
    }

    private static async Task<JsonNode?> ReadAsync(StreamReader watch) => JsonNode.Parse((await watch.ReadLineAsync())!);
}
