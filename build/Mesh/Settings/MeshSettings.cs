namespace MeshBuild.Mesh.Settings;

/// <summary>
/// Every setting of a run, read once (see <c>SettingsReader</c>). Paths are absolute; secrets are not in here.
/// </summary>
public sealed record MeshSettings
{
    /// <summary>The repository's root: the folder that relative paths start from.</summary>
    public required string Root { get; init; }

    /// <summary>The context asked for by <c>--context</c>; null: the current one, when it is local.</summary>
    public string? Context { get; init; }

    /// <summary>The kubeconfig asked for; null: <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The namespace of the workloads.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The folder of the manifests, absolute.</summary>
    public required string Manifests { get; init; }

    /// <summary>The Istio release, <c>major.minor.patch</c>.</summary>
    public string IstioVersion { get; init; } = "1.10.0";

    /// <summary>The installation profile.</summary>
    public string IstioProfile { get; init; } = "demo";

    /// <summary>A base URL or a folder that holds the archives; null: the official releases.</summary>
    public string? IstioSource { get; init; }

    /// <summary><c>sha256:</c> and 64 hexadecimal digits: the only archive accepted; null: the official digest.</summary>
    public string? IstioDigest { get; init; }

    /// <summary>The addons to install, of <c>grafana jaeger kiali prometheus</c>.</summary>
    public IReadOnlyList<string> Addons { get; init; } = ["grafana", "jaeger", "kiali", "prometheus"];

    /// <summary>How workloads get their sidecar.</summary>
    public InjectionMode Injection { get; init; } = InjectionMode.Auto;

    /// <summary>The registry that images are pushed to, <c>host[:port][/path]</c>; null: images stay on the Docker engine.</summary>
    public string? Registry { get; init; }

    /// <summary>The tag of the images; null: one made from their sources.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether images are pushed.</summary>
    public bool Push { get; init; } = true;

    /// <summary>The deadline of the whole run.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many builds, pushes or requests go on at once.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>The folder of reports and records, absolute.</summary>
    public required string Output { get; init; }

    /// <summary>Answers every question with yes.</summary>
    public bool Yes { get; init; }

    /// <summary>Goes on where others' objects would be lost.</summary>
    public bool Force { get; init; }

    /// <summary>Purge leaves the workloads running, without sidecars.</summary>
    public bool KeepWorkloads { get; init; }

    /// <summary>What goes wrong on purpose in a rehearsal, <c>image-pull:car,slow:3x</c>; null: nothing.</summary>
    public string? Rehearse { get; init; }

    /// <summary>Rehearse keeps its cluster until it is interrupted.</summary>
    public bool Keep { get; init; }

    /// <summary><c>NAME=VALUE</c> of each build argument of the images.</summary>
    public IReadOnlyList<string> BuildArgs { get; init; } = [];

    /// <summary>The Service that a run is about; null: none was named.</summary>
    public string? Service { get; init; }

    /// <summary>What InjectFault is asked for.</summary>
    public FaultSettings Fault { get; init; } = new();

    /// <summary>What Canary is asked for.</summary>
    public CanarySettings Canary { get; init; } = new();

    /// <summary>Where the mesh's metrics are.</summary>
    public MetricsSettings Metrics { get; init; } = new();

    /// <summary>What DiscoverEgress is asked for.</summary>
    public EgressSettings Egress { get; init; } = new();

    /// <summary>What Dashboard is asked for.</summary>
    public DashboardSettings Dashboard { get; init; } = new();

    /// <summary>What Trace is asked for.</summary>
    public TraceSettings Trace { get; init; } = new();

    /// <summary>What Lint is asked for.</summary>
    public LintSettings Lint { get; init; } = new();

    /// <summary>The folder that tools and releases are kept in, absolute.</summary>
    public string Tools { get => field ?? Path.Combine(Root, "tools"); init; }
}
