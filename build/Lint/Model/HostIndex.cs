namespace MeshBuild.Lint.Model;

/// <summary>The hosts that the mesh knows: Services and the hosts of ServiceEntries.</summary>
public sealed class HostIndex
{
    public const string Domain = "svc.cluster.local";

    private readonly Dictionary<string, List<MeshHost>> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<MeshHost>> _wildcards = new(StringComparer.OrdinalIgnoreCase);

    internal void Add(MeshHost host)
    {
        var (index, key) = host.Name.StartsWith("*.", StringComparison.Ordinal) ? (_wildcards, host.Name[1..]) : (_hosts, host.Name);
        if (!index.TryGetValue(key, out var hosts))
        {
            index.Add(key, hosts = []);
        }

        hosts.Add(host);
    }

    /// <summary>A host as Istio completes it: a name without a dot is a Service of the namespace.</summary>
    public static string Complete(string host, string @namespace) => host.Contains('.') || host == "*" ? host : $"{host}.{@namespace}.{Domain}";

    /// <summary>What stands behind a host; none when the mesh does not know it.</summary>
    /// <param name="host">The host as it is written.</param>
    /// <param name="namespace">The namespace of the object that it is written in.</param>
    public IReadOnlyList<MeshHost> Find(string host, string @namespace)
    {
        var name = Complete(host, @namespace);
        if (_hosts.TryGetValue(name, out var exact))
        {
            return exact;
        }

        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (_wildcards.TryGetValue(name[dot..], out var wildcard))
            {
                return wildcard;
            }
        }

        return [];
    }

    /// <summary>The names of all hosts.</summary>
    public IEnumerable<string> Names => _hosts.Keys;
}
