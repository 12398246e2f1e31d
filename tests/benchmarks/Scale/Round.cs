using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>A fresh cluster and all that is done to it.</summary>
internal sealed partial class Round(RoundSize size)
{
    private const int WatchesPerClient = 20;
    private const int Writers = 8;
    private const int PageLength = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Stopwatch _clock = new();
    private readonly List<ApiClient> _clients = [];

    public async Task<RoundResult> RunAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        await using var cluster = await ClusterProcess.StartAsync(patience.Token);
        try
        {
            return await RunAsync(cluster, patience.Token);
        }
        finally
        {
            _clients.ForEach(client => client.Dispose());
        }
    }

    private async Task<RoundResult> RunAsync(ClusterProcess cluster, CancellationToken cancellation)
    {
        var kubectl = new Kubectl(cluster.KubeconfigFile);
        await ApplyAsync(kubectl, Workload.Surroundings(size.Deployments), cancellation);
        _clients.Add(new ApiClient(cluster.Kubeconfig));
        await SettledAsync(_clients[0], cancellation);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var readiness = new Readiness(size.Deployments);
        var watches = Watches(readiness);
        var reading = await OpenAsync(watches, cluster.Kubeconfig, ended.Token);

        var before = (Server: cluster.ProcessorTime, Kubectl: kubectl.CpuSeconds, Own: Environment.CpuUsage.TotalTime);
        _clock.Start();
        await ApplyAsync(kubectl, Workload.Deployments(size.Deployments), cancellation);
        var applied = _clock.Elapsed.TotalSeconds;
        await readiness.All.WaitAsync(cancellation);
        var ready = _clock.Elapsed.TotalSeconds;
        var listing = await kubectl.RunAsync(cancellation, "get", "deployments,pods", "--namespace", Workload.Namespace, "--no-headers");
        var listed = _clock.Elapsed.TotalSeconds;
        var (server, own) = (cluster.ProcessorTime - before.Server, Environment.CpuUsage.TotalTime - before.Own);

        var (created, paged, pages) = await ConfigMapsAsync(_clients[0], cancellation);
        var until = await SettledAsync(_clients[0], cancellation);
        await ended.CancelAsync();
        await Task.WhenAll(reading);
        return new RoundResult
        {
            Start = cluster.StartSeconds,
            Applied = applied,
            Ready = ready,
            Listed = listed,
            ServerCpu = server.TotalSeconds,
            KubectlCpu = kubectl.CpuSeconds - before.Kubectl,
            WatchesCpu = own.TotalSeconds,
            ConfigMapsCreated = created,
            ConfigMapsListed = paged,
            PeakMemory = cluster.PeakMemory,
            Watches = watches.Count,
            Events = watches.Sum(watch => (long)watch.Events.Count),
            Bookmarks = watches.Sum(watch => (long)watch.Events.Count(item => item.Type == WatchedEvent.Bookmark)),
            Faults = [.. new WatchCheck(watches, until).Faults(), .. FaultsOf(listing), .. pages],
        };
    }

    private static async Task ApplyAsync(Kubectl kubectl, string manifests, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifests, cancellation);
            await kubectl.RunAsync(cancellation, "apply", "-f", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private List<Watch> Watches(Readiness readiness)
    {
        var many = Enumerable.Range(0, size.Watches)
            .Select(number => (Type: WatchedType.Many[number % WatchedType.Many.Count], Number: number / WatchedType.Many.Count));
        return
        [
            .. many.Select(one => new Watch(one.Type, WatchFilter.Of(one.Type, one.Number))
            {
                IsReference = one.Number == 0,
                Seen = one is { Type.Path: "/apis/apps/v1/deployments", Number: 0 } ? readiness.See : null,
            }),
            .. WatchedType.Others.Select(type => new Watch(type, WatchFilter.Everything) { IsReference = true }),
        ];
    }

    private async Task<List<Task>> OpenAsync(List<Watch> watches, string kubeconfig, CancellationToken cancellation)
    {
        var reading = new List<Task>();
        foreach (var group in watches.Chunk(WatchesPerClient))
        {
            _clients.Add(new ApiClient(kubeconfig));
            foreach (var watch in group)
            {
                reading.Add(await watch.OpenAsync(_clients[^1], cancellation));
            }
        }

        return reading;
    }

    private async Task<(double Created, double Listed, List<string> Faults)> ConfigMapsAsync(ApiClient client, CancellationToken cancellation)
    {
        const string Path = $"/api/v1/namespaces/{Workload.Namespace}/configmaps";
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, size.ConfigMaps), new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancellation },
            async (number, stopping) => await client.CreateAsync(Path, Workload.ConfigMap(number), stopping));
        var created = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var names = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = await client.GetAsync($"{Path}?limit={PageLength}&continue={next}", cancellation);
            names.AddRange(page["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.GetValue<string>()));
            next = page["metadata"]!["continue"]?.GetValue<string>();
        }

        var listed = clock.Elapsed.TotalSeconds;
        var wanted = Enumerable.Range(0, size.ConfigMaps).Select(Workload.ConfigMapName);
        return (created, listed, names.Where(name => name.StartsWith("map-", StringComparison.Ordinal)).SequenceEqual(wanted)
            ? [] : [$"the pages list {names.Count} ConfigMaps, which are not those that were created"]);
    }

    // The version at which the cluster has come to rest. By then every watch had the time to be there too.
    private static async Task<long> SettledAsync(ApiClient client, CancellationToken cancellation)
    {
        var (version, before) = (0L, -1L);
        while (version != before)
        {
            before = version;
            await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
            var list = await client.GetAsync("/api/v1/nodes", cancellation);
            version = long.Parse(list["metadata"]!["resourceVersion"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        }

        return version;
    }

    private IEnumerable<string> FaultsOf(IReadOnlyList<string> listing)
    {
        if (listing.Count(line => ReadyDeployment().IsMatch(line)) is var deployments && deployments != size.Deployments)
        {
            yield return $"kubectl get lists {deployments} Deployments with all of their replicas";
        }

        if (listing.Count(line => ReadyPod().IsMatch(line)) is var pods && pods != size.Deployments * RoundSize.Replicas)
        {
            yield return $"kubectl get lists {pods} ready pods";
        }
    }

    [GeneratedRegex(@"^deployment\.apps/web-\d+ +2/2 +2 +2 ")]
    private static partial Regex ReadyDeployment();

    [GeneratedRegex(@"^pod/web-\S+ +1/1 +Running +0 ")]
    private static partial Regex ReadyPod();
}
