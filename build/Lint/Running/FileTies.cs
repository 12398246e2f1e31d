using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Schema;

namespace MeshBuild.Lint.Running;

/// <summary>
/// What ties the objects of a file to those of others: what some offer and others ask for. Two files without a tie, over others
/// either, are nothing to each other, whatever rule looks at them.
/// </summary>
internal sealed class FileTies
{
    // Besides workloads and what Istio reads; all else may concern anything.
    private static readonly HashSet<string> Inert = ["ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim"];

    /// <summary>Finds the ties of a file.</summary>
    public FileTies(ManifestFile file, LintOptions options)
    {
        foreach (var manifest in file.Manifests)
        {
            var @namespace = ServedTypes.IsClusterScoped(manifest) ? "" : manifest.Namespace ?? options.Namespace;
            Both($"object {manifest.Group} {manifest.Kind} {@namespace}/{manifest.Name}");
            IsLocal &= Add(manifest, @namespace);
        }
    }

    /// <summary>What it has that others may ask for.</summary>
    public HashSet<string> Offers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What it asks of others.</summary>
    public HashSet<string> Asks { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether its ties tell all that it is to others: not so of a Namespace, or of a kind that nothing is known of.</summary>
    public bool IsLocal { get; private set; } = true;

    private bool Add(Manifest manifest, string @namespace)
    {
        if (Workload.TemplateOf(manifest) is { } template)
        {
            foreach (var (key, value) in new LabelSet(template.Mapping("metadata", "labels")).Pairs)
            {
                Offers.Add($"label {@namespace} {key}={value}");
                Offers.Add($"label * {key}={value}");
            }

            return true;
        }

        return (manifest.Group, manifest.Kind) switch
        {
            ("", "Service") => Service(manifest, @namespace),
            ("networking.istio.io", "VirtualService") => Routes(new VirtualService(manifest, @namespace)),
            ("networking.istio.io", "DestinationRule") => Host(manifest.Root.Text("spec", "host"), @namespace),
            ("networking.istio.io", "Gateway") => Gateway(new Gateway(manifest, @namespace)),
            ("networking.istio.io", "ServiceEntry") => Entry(new ServiceEntry(manifest, @namespace)),
            ("", var kind) => Inert.Contains(kind),
            _ => false,
        };
    }

    private bool Service(Manifest manifest, string @namespace)
    {
        Select(new LabelSet(manifest.Root.Mapping("spec", "selector")), @namespace);
        Host(manifest.Root.Text("spec", "externalName"), @namespace);
        return Host(manifest.Name, @namespace);
    }

    private bool Routes(VirtualService service)
    {
        Both($"routes {service.Namespace}/{service.Name}");
        foreach (var gateway in service.GatewayNames)
        {
            Asks.Add($"gateway {gateway}");
        }

        foreach (var rule in service.Http)
        {
            foreach (var gateway in rule.Mappings("match").SelectMany(match => match.Scalars("gateways")))
            {
                Asks.Add($"gateway {service.GatewayName(gateway.Value)}");
            }

            if (rule.Text("delegate", "name") is { } name)
            {
                Both($"routes {rule.Text("delegate", "namespace") ?? service.Namespace}/{name}");
            }
        }

        foreach (var host in service.Hosts.Select(host => host.Value).Concat(service.Destinations.Select(destination => destination.Text("host"))))
        {
            Host(host, service.Namespace);
        }

        return true;
    }

    private bool Gateway(Gateway gateway)
    {
        Offers.Add($"gateway {gateway.FullName}");
        // Two of them may share a host and a port.
        Both("a gateway");
        Select(gateway.Selector, "*");
        return true;
    }

    private bool Entry(ServiceEntry entry)
    {
        Select(new LabelSet(entry.Spec.Mapping("workloadSelector", "labels")), entry.Namespace);
        foreach (var host in entry.Hosts)
        {
            Host(host.Value, entry.Namespace);
        }

        return true;
    }

    // What is selected has every label of the selector, so that one of them is tie enough.
    private void Select(LabelSet selector, string @namespace)
    {
        if (selector.Pairs is [var (key, value), ..])
        {
            Asks.Add($"label {@namespace} {key}={value}");
        }
    }

    private bool Host(string? host, string @namespace)
    {
        if (string.IsNullOrEmpty(host))
        {
            return true;
        }

        var name = HostIndex.Complete(host, @namespace);
        Both($"host {name}");
        // Written without the domain, it may be meant for a Service of the mesh.
        if (host.Split('.') is [_, _] or [_, _, "svc"])
        {
            Both($"host {string.Join('.', host.Split('.')[..2])}.{HostIndex.Domain}");
        }

        if (name.StartsWith("*.", StringComparison.Ordinal))
        {
            Offers.Add($"below {name[1..]}");
        }

        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            Asks.Add($"below {name[dot..]}");
        }

        return true;
    }

    private void Both(string tie)
    {
        Offers.Add(tie);
        Asks.Add(tie);
    }
}
