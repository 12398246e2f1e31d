using System.Runtime.CompilerServices;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Model;

/// <summary>Everything that is known of a mesh: the manifests, and what is there without them.</summary>
public sealed class MeshModel
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private static readonly Dictionary<string, string> Injected = new() { ["istio-injection"] = "enabled" };

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _namespaceLabels = new(StringComparer.Ordinal);
    private readonly List<Workload> _workloads = [];
    private readonly List<Service> _services = [];
    private readonly List<VirtualService> _virtualServices = [];
    private readonly List<DestinationRule> _destinationRules = [];
    private readonly List<Gateway> _gateways = [];
    private readonly List<ServiceEntry> _serviceEntries = [];
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);
    private ILookup<string, DestinationRule>? _rulesByHost;
    private Dictionary<string, Gateway>? _gatewaysByName;
    private ILookup<Workload, Service>? _servicesOf;
    private readonly ConditionalWeakTable<Manifest, IReadOnlyList<CoverageFinding>> _coverage;

    /// <param name="options">What the manifests are judged for.</param>
    /// <param name="files">The manifests.</param>
    /// <param name="given">What is there already; an object that a manifest has too is left out.</param>
    /// <param name="coverage">What is known of VirtualServices from an earlier look; it depends on nothing but their manifests.</param>
    public MeshModel(LintOptions options, IReadOnlyList<ManifestFile> files, IEnumerable<Manifest> given,
        ConditionalWeakTable<Manifest, IReadOnlyList<CoverageFinding>>? coverage = null)
    {
        _coverage = coverage ?? [];
        Options = options;
        Files = files;
        Manifests = [.. files.SelectMany(file => file.Manifests)];
        var own = Manifests.Select(IdentityOf).ToHashSet();
        Manifest[] all = [.. Manifests, .. given.Where(manifest => !own.Contains(IdentityOf(manifest)))];
        foreach (var manifest in all.Where(manifest => manifest.Kind == "Namespace"))
        {
            _namespaceLabels[manifest.Name] = new LabelSet(manifest.Root.Mapping("metadata", "labels")).ToDictionary();
        }

        foreach (var manifest in all)
        {
            Add(manifest, NamespaceOf(manifest));
        }
    }

    public LintOptions Options { get; }

    public IReadOnlyList<ManifestFile> Files { get; }

    /// <summary>The objects of the manifests.</summary>
    public IReadOnlyList<Manifest> Manifests { get; }

    /// <summary>The manifests' workloads.</summary>
    public IEnumerable<Workload> Workloads => _workloads.Where(workload => !workload.Manifest.IsGiven);

    /// <summary>The manifests' workloads whose pods get a sidecar.</summary>
    public IEnumerable<Workload> MeshWorkloads => Workloads.Where(workload => workload.IsInMesh);

    public IEnumerable<Service> Services => _services.Where(service => !service.Manifest.IsGiven);

    /// <summary>The manifests' Services outside of Istio's own namespace, which the mesh sees.</summary>
    public IEnumerable<Service> MeshServices => Services.Where(service => service.Namespace is not ("istio-system" or "kube-system"));

    public IEnumerable<VirtualService> VirtualServices => _virtualServices.Where(value => !value.Manifest.IsGiven);

    public IEnumerable<DestinationRule> DestinationRules => _destinationRules.Where(value => !value.Manifest.IsGiven);

    public IEnumerable<Gateway> Gateways => _gateways.Where(value => !value.Manifest.IsGiven);

    public IEnumerable<ServiceEntry> ServiceEntries => _serviceEntries.Where(value => !value.Manifest.IsGiven);

    /// <summary>The same with those that are there already.</summary>
    public IReadOnlyList<VirtualService> AllVirtualServices => _virtualServices;

    /// <inheritdoc cref="AllVirtualServices" />
    public IReadOnlyList<DestinationRule> AllDestinationRules => _destinationRules;

    /// <inheritdoc cref="AllVirtualServices" />
    public IReadOnlyList<Gateway> AllGateways => _gateways;

    /// <inheritdoc cref="AllVirtualServices" />
    public IReadOnlyList<ServiceEntry> AllServiceEntries => _serviceEntries;

    /// <summary>Objects that may name the port of a Service.</summary>
    public IReadOnlyList<Manifest> PortReferrers => field ??= [.. Manifests.Where(manifest => manifest.Kind is "Ingress" or "ServiceMonitor" or "Route" or "APIService")];

    public PodIndex Pods { get; } = new();

    public HostIndex Hosts { get; } = new();

    /// <summary>Whether something of the namespace is known, so that what is missing in it is missing indeed.</summary>
    public bool Knows(string @namespace) => _namespaces.Contains(@namespace);

    /// <summary>The Services that select a workload.</summary>
    public IReadOnlyCollection<Service> ServicesOf(Workload workload) => [.. (_servicesOf ??= ServicesByWorkload())[workload]];

    /// <summary>The DestinationRules of a full host name.</summary>
    public IEnumerable<DestinationRule> RulesFor(string host) => (_rulesByHost ??= _destinationRules.ToLookup(rule => rule.FullHost, StringComparer.OrdinalIgnoreCase))[host];

    /// <summary>Which HTTP rules of a VirtualService do not get what they ask for.</summary>
    public IReadOnlyList<CoverageFinding> CoverageOf(VirtualService service) =>
        _coverage.GetValue(service.Manifest, _ => RouteCoverage.Check(HttpRuleReader.Read(service)));

    /// <summary>The gateway of a name, <c>namespace/name</c>; null when there is none.</summary>
    public Gateway? GatewayOf(string name) => (_gatewaysByName ??= GatewaysByName()).GetValueOrDefault(name);

    /// <summary>The namespace that an object will be in; empty for one that is in none.</summary>
    public string NamespaceOf(Manifest manifest) => Schema.ServedTypes.IsClusterScoped(manifest) ? "" : manifest.Namespace ?? Options.Namespace;

    /// <summary>The labels that a namespace will have.</summary>
    public IReadOnlyDictionary<string, string> LabelsOf(string @namespace)
    {
        var labels = _namespaceLabels.GetValueOrDefault(@namespace, NoLabels);
        return !Options.IsInjected || @namespace != Options.Namespace ? labels
            : labels.Count == 0 ? Injected
            : new Dictionary<string, string>(labels) { ["istio-injection"] = "enabled" };
    }

    /// <summary>What makes an object one and the same.</summary>
    public (string Group, string Kind, string Namespace, string Name) IdentityOf(Manifest manifest) =>
        (manifest.Group, manifest.Kind, NamespaceOf(manifest), manifest.Name);

    private void Add(Manifest manifest, string @namespace)
    {
        if (!manifest.IsGiven || manifest.Kind == "Service")
        {
            _namespaces.Add(@namespace);
        }

        if (Workload.TemplateOf(manifest) is { } template)
        {
            var workload = new Workload(manifest, @namespace, template, LabelsOf(@namespace));
            _workloads.Add(workload);
            Pods.Add(workload);
        }
        else if (manifest.Kind == "Service" && manifest.Group == "")
        {
            var service = new Service(manifest, @namespace, Pods);
            _services.Add(service);
            Hosts.Add(new MeshHost(service.Host, [.. service.Ports.Select(port => port.Number).OfType<int>()], service));
        }
        else if (manifest.Group == "networking.istio.io")
        {
            AddIstio(manifest, @namespace);
        }
    }

    private void AddIstio(Manifest manifest, string @namespace)
    {
        switch (manifest.Kind)
        {
            case "VirtualService":
                _virtualServices.Add(new VirtualService(manifest, @namespace));
                break;
            case "DestinationRule":
                _destinationRules.Add(new DestinationRule(manifest, @namespace));
                break;
            case "Gateway":
                _gateways.Add(new Gateway(manifest, @namespace));
                break;
            case "ServiceEntry":
                var entry = new ServiceEntry(manifest, @namespace);
                _serviceEntries.Add(entry);
                foreach (var host in entry.Hosts)
                {
                    Hosts.Add(new MeshHost(host.Value, [.. entry.Ports.Select(port => port.Scalar("number")?.Integer).OfType<int>()], entry));
                }

                break;
        }
    }

    private ILookup<Workload, Service> ServicesByWorkload() =>
        _services.SelectMany(service => service.Workloads.Select(workload => (workload, service))).ToLookup(pair => pair.workload, pair => pair.service);

    private Dictionary<string, Gateway> GatewaysByName()
    {
        var gateways = new Dictionary<string, Gateway>(StringComparer.Ordinal);
        foreach (var gateway in _gateways)
        {
            gateways.TryAdd(gateway.FullName, gateway);
        }

        return gateways;
    }
}
