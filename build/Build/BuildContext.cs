using Cake.Core;
using Cake.Frosting;
using MeshBuild.Build.Rehearsing;
using MeshBuild.Build.Terminal;
using MeshBuild.Build.Tools;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Dashboards;
using MeshBuild.Mesh.Downloads;
using MeshBuild.Mesh.Egress;
using MeshBuild.Mesh.Faults;
using MeshBuild.Mesh.Graphs;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Metrics;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;
using MeshBuild.Mesh.Tracing;
using MeshBuild.Mesh.Workloads;

namespace MeshBuild.Build;

/// <summary>What tasks work with. Everything is made when it is first asked for: a tree, a list or a dry run touches nothing.</summary>
public sealed class BuildContext : FrostingContext, IDisposable
{
    private readonly Run _run;
    private readonly Lazy<ClusterTarget> _target;
    private readonly Lazy<ClusterClient> _cluster;
    private readonly Lazy<HttpClient> _http;
    private readonly Lazy<HttpClient> _prometheus;
    private RehearsalSession? _rehearsal;
    private IstioDistribution? _distribution;
    private bool? _rehearsesImages;

    public BuildContext(ICakeContext context, Run run)
        : base(context)
    {
        _run = run;
        _target = new(() => ClusterChoice.Choose(Settings, EnvironmentVariables));
        _cluster = new(() => ClusterClient.Connect(Target, run.Time));
        _http = new(() => new HttpClient { Timeout = System.Threading.Timeout.InfiniteTimeSpan });
        _prometheus = new(() => Settings.Metrics.Prometheus is { } address
            ? new HttpClient { BaseAddress = address }
            : new ServiceTunnel(Cluster, ControlPlane.Namespace, "prometheus", 9090, "Run --target=InstallAddons, or name another one with --prometheus=URL.").CreateClient());
        var lines = new CommandLines(context);
        var retry = new ClusterRetry(Reporter, run.Time);
        Locations = new(System.Environment.GetEnvironmentVariable("PATH"), new ToolDownload(Settings.Tools, _http.Value, Reporter, run.Time));
        Kubectl = new Kubectl(lines, Processes, retry, Locations.KubectlAsync, () => Target);
        Helm = new Helm(lines, Processes, Locations.HelmAsync, () => Target, Settings.Namespace);
        Docker = new Docker(lines, Processes, Locations.RequireDocker);
        Istioctl = new Istioctl(Processes, retry, () => Distribution.Istioctl, () => Target, Settings.IstioVersion);
    }

    public MeshSettings Settings => _run.Reading.Settings;

    public SettingsReading Reading => _run.Reading;

    public TerminalReporter Reporter => _run.Reporter;

    public Deadline Deadline => _run.Deadline;

    public TimeProvider Time => _run.Time;

    public CancellationToken Cancellation => Deadline.Token;

    public ChildProcesses Processes { get; } = new();

    public ToolLocations Locations { get; }

    public ClusterTarget Target => _rehearsal?.Target ?? _target.Value;

    /// <summary>Whether the run asks for a cluster of its own, which <see cref="StartRehearsalAsync"/> starts.</summary>
    /// <exception cref="ConfigurationException">It asks for another one as well.</exception>
    public bool AsksForRehearsal
    {
        get
        {
            var isTarget = _run.Arguments.Targets.Contains(nameof(Tasks.Rehearse), StringComparer.OrdinalIgnoreCase);
            return isTarget && (Settings.Kubeconfig is not null || Settings.Context is not (null or ClusterTarget.RehearsalContext))
                ? throw new ConfigurationException($"Rehearse starts a cluster of its own, and {Settings.Context ?? Settings.Kubeconfig} is another one.",
                    "Leave out --context and --kubeconfig, or say --target=Deploy.")
                : isTarget || ClusterChoice.IsRehearsal(Settings, EnvironmentVariables);
        }
    }

    public ICluster Cluster => _cluster.Value;

    /// <summary>Whether the cluster is an embedded one. A run that has no business with a cluster rehearses nothing.</summary>
    public bool IsRehearsal => _rehearsal is not null || (_target.IsValueCreated && Target.IsRehearsal);

    public InventoryStore Inventory => new(Cluster);

    public ManifestApplier Applier => new(Cluster, Kubectl, Inventory, Reporter);

    public FaultInjection Faults => new(Cluster, Inventory, Reporter, Time);

    public CanaryRelease Canary => new(Cluster, Inventory, Metrics, Reporter, Time);

    public IMetrics Metrics => new PrometheusClient(_prometheus.Value);

    public CanaryEnd CanaryEnd => new(Cluster, Inventory, Reporter, Time);

    public DashboardForward Dashboard => new(Cluster, Reporter, Time);

    public Browser Browser => new(Processes, Reporter);

    public TraceReport Traces => new(Cluster, Http, Reporter, Time);

    public GraphReport Graph => new(Cluster, Metrics, Reporter);

    public EgressDiscovery Egress => new(Cluster, Reporter);

    public IKubectl Kubectl { get; }

    public IHelm Helm { get; }

    public IDocker Docker { get; }

    public IIstioctl Istioctl { get; }

    public HttpClient Http => _http.Value;

    public IstioDownload Download => new(Settings.Tools, Http, Reporter, Time);

    public RegistryClient ImageRegistry => new(Http, Time);

    public RegistryLogin Login => new(ImageRegistry, Docker, Reporter, System.Environment.GetEnvironmentVariable);

    public WorkloadDeployment Workloads => new(new WorkloadRendering(Kubectl, Reporter), new ChartDeployment(Helm, Inventory, Reporter), Applier,
        new SidecarRestart(Cluster, Reporter, Time), new RefusedPods(Cluster, Reporter, Time));

    public ManualInjection ManualInjection => new(new WorkloadRendering(Kubectl, Reporter), Istioctl, Applier, Reporter);

    /// <summary>The release, which DownloadIstio brought.</summary>
    public IstioDistribution Distribution => _distribution ?? Download.FindVerified(Settings.IstioVersion, Settings.IstioDigest)
        ?? throw new MeshException($"Istio {Settings.IstioVersion} is not in {Settings.Tools}.", "Run --target=DownloadIstio first.");

    private static Dictionary<string, string> EnvironmentVariables => System.Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");

    /// <summary>Starts the embedded cluster; from then on it is the run's target.</summary>
    public async Task StartRehearsalAsync() => _rehearsal = await RehearsalSession.StartAsync(Settings, Cancellation);

    /// <summary>Ends the embedded cluster where there is one.</summary>
    public ValueTask EndRehearsalAsync() => _rehearsal?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Keeps the embedded cluster, where this run has one, until the run is interrupted, which is its proper end.</summary>
    public async Task KeepRehearsalAsync()
    {
        if (_rehearsal is null)
        {
            return;
        }

        Reporter.Say($"the cluster stays until Ctrl-C: kubectl --kubeconfig={Target.Kubeconfig} get pods -A");
        Reporter.Say($"take it back with ./build.sh --target=Purge --kubeconfig={Target.Kubeconfig}");
        await _run.UntilInterruptedAsync();
    }

    /// <summary>Does what goes on until the run is interrupted, which is its proper end.</summary>
    public Task UntilInterruptedAsync(Func<CancellationToken, Task> work) => _run.UntilInterruptedAsync(work);

    /// <summary>Brings the release: the genuine one, or what stands for it in a rehearsal.</summary>
    public async Task EnsureDistributionAsync() => _distribution = IsRehearsal
        ? await new RehearsalRelease(Settings, Http, Reporter, Time).EnsureAsync(Cancellation)
        : await Download.EnsureAsync(Settings.IstioVersion, Settings.IstioSource, Settings.IstioDigest, Cancellation);

    /// <summary>Whether images are listed only: in a rehearsal without a Docker engine.</summary>
    public async Task<bool> RehearsesImagesAsync() => _rehearsesImages ??=
        IsRehearsal && (Locations.Docker is null || !(await Docker.VersionAsync(Cancellation)).Succeeded);

    public void Dispose()
    {
        if (_cluster.IsValueCreated)
        {
            _cluster.Value.Dispose();
        }

        if (_prometheus.IsValueCreated)
        {
            _prometheus.Value.Dispose();
        }

        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }
}
