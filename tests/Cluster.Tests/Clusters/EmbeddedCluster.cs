using System.Text.Json.Nodes;
using MeshBuild.Rehearsal;
using MeshBuild.Rehearsal.Scenarios;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.StandIn;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Cluster.Tests.Clusters;

/// <summary>A rehearsal cluster inside this process, which outlives every run on it; no Docker engine, and no network.</summary>
public sealed class EmbeddedCluster : TestCluster
{
    private const string BareMetal = "no-load-balancer";
    private static readonly ResourceKey Accounts = new("", "serviceaccounts");
    // Never reached by a test that passes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private RehearsalCluster? _cluster;

    public EmbeddedCluster(StandInRelease release)
    {
        foreach (var (name, value) in OfflineMachine.Environment(Scratch))
        {
            // What is set already is the tests' own.
            Environment.TryAdd(name, value);
        }

        Environment["KUBECONFIG"] = Path.Combine(Scratch, "kubeconfig");
        Environment["MESH_REGISTRY"] = "registry.example.com/mesh";
        Environment["MESH_TOOLS"] = release.Tools;
        Environment["MESH_ISTIO_SOURCE"] = release.Folder;
        Environment["MESH_ISTIO_DIGEST"] = release.Digest;
    }

    /// <inheritdoc />
    public override int CrashStatus => 1;

    private RehearsalCluster Started => _cluster ?? throw new InvalidOperationException("the cluster was not started");

    /// <inheritdoc />
    public override async Task ResetAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        var options = new RehearsalOptions
        {
            Scenario = Scenario.Parse(BareMetal),
            // As long as a run's look at it takes, and more: a real one takes seconds.
            NamespaceStopDelay = TimeSpan.FromSeconds(2),
            LoadBalancerAddresses = ["127.0.0.1"],
            Programs = [StandInIstio.Discovery(() => Started.Kubeconfig), .. StandInIstio.Addons],
        };
        _cluster = await RehearsalCluster.StartAsync(options, CancellationToken.None);
        await File.WriteAllTextAsync(Kubeconfig, _cluster.Kubeconfig);
        await CompleteAsync(_cluster.Services.Store);
        // The first answer takes the server's code to be made: that is no run's time.
        (await KubectlAsync("get", "--raw", "/readyz")).ShouldBe("ok");
    }

    /// <inheritdoc />
    public override Task BalanceLoadsAsync(bool on)
    {
        Started.Services.Scenario.Value = on ? Scenario.None : Scenario.Parse(BareMetal);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override void Rehearse(string scenario) => Started.Services.Scenario.Value = Scenario.Parse($"{BareMetal},{scenario}");

    /// <inheritdoc />
    public override void ShouldBeDeployed(string image)
    {
        image.ShouldStartWith(Environment["MESH_REGISTRY"]!);
        image.ShouldContain(":src-");
    }

    /// <inheritdoc />
    // On this address, too, the server of a loopback port answers.
    public override Task<string> ForeignKubeconfigAsync(string context) => Task.FromResult(Started.Kubeconfig
        .Replace("https://127.0.0.1", "https://0.0.0.0", StringComparison.Ordinal)
        .Replace(RehearsalCluster.Context, context, StringComparison.Ordinal));

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> ObjectsAsync()
    {
        var services = Started.Services;
        var keys = services.Types.Definitions.Select(type => type.Key).Distinct()
            .Where(key => key.Plural is not ("events" or "leases" or "endpoints" or "endpointslices"));
        var lines = keys.SelectMany(key => services.Store.List(key).Items)
            .Select(item => $"{item.Json["apiVersion"]}/{item.Json["kind"]} {item.Namespace} {item.Name}");
        return Task.FromResult<IReadOnlyList<string>>([.. lines.Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc />
    // Each fixture has one of its own.
    public override ValueTask LeaveAsync() => DisposeAsync();

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    // The cluster's own objects are complete when every account has its token.
    private static async Task CompleteAsync(ObjectStore store)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var watch = store.ListAndWatch(Accounts);
        while (store.List(Accounts).Items.Any(account => account.Json["secrets"] is not JsonArray { Count: > 0 }))
        {
            await watch.Events.ReadAsync(patience.Token);
        }
    }
}
