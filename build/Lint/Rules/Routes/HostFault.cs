using MeshBuild.Lint.Model;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Lint.Rules.Routes;

/// <summary>Why a host leads nowhere.</summary>
/// <param name="What">What is missing, in words.</param>
/// <param name="How">What to do.</param>
/// <param name="IsCertain">Whether it is surely missing: not when it would be in a namespace that is not known here.</param>
internal sealed record HostFault(string What, string How, bool IsCertain)
{
    /// <summary>What is wrong with a host; null when there is one of that name.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="host">The host as it is written.</param>
    /// <param name="namespace">The namespace of the object that it is written in.</param>
    public static HostFault? Of(MeshModel mesh, string host, string @namespace)
    {
        if (mesh.Hosts.Find(host, @namespace).Count > 0)
        {
            return null;
        }

        var full = HostIndex.Complete(host, @namespace);
        var parts = host.Split('.');
        var meant = parts is [_, _] or [_, _, "svc"] ? $"{parts[0]}.{parts[1]}.{HostIndex.Domain}" : host;
        if (meant != host && mesh.Hosts.Find(meant, @namespace).Count > 0)
        {
            return new($"Istio completes names without a dot only, and there is no host {host}", $"Write {meant}.", true);
        }

        if (full.EndsWith("." + HostIndex.Domain, StringComparison.Ordinal))
        {
            var place = full.Split('.')[1];
            var isKnown = mesh.Knows(place);
            var near = NearestMatch.Find(full, Similar(mesh, full));
            return new(isKnown ? $"there is no Service {full.Split('.')[0]} in {place}" : $"no manifest here is of the namespace {place}",
                near is not null ? $"Did you mean {near}?" : isKnown ? "Mend the name, or add the Service." : "Mend the name; or ask the cluster with --live.", isKnown);
        }

        return new("no ServiceEntry has that host", "Add a ServiceEntry for it, or mend the name; a Service's short name has no dot.", true);
    }

    // Thousands of wrong hosts among thousands of right ones are not worth a distance each.
    private static IEnumerable<string> Similar(MeshModel mesh, string host) => mesh.Hosts.Names.Where(name => Math.Abs(name.Length - host.Length) <= 2).Take(200);
}
