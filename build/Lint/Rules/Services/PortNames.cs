using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Services;

/// <summary>Names for ports that name no protocol.</summary>
internal static class PortNames
{
    /// <summary>What to do, in words.</summary>
    public static string Advice(ServicePort port) =>
        $"Name it <protocol>[-suffix], as in http-{port.Name?.Value ?? "web"}, with one of {string.Join(", ", PortProtocols.Names)}; or set appProtocol.";

    /// <summary>
    /// A name by the protocol that the target's own name tells; null when that tells none, or when something else may refer to the port by its
    /// present name.
    /// </summary>
    public static Fix? FixOf(MeshModel mesh, Service service, ServicePort port)
    {
        if (Target(service, port) is not { } protocol || IsNamedElsewhere(mesh, service, port.Name))
        {
            return null;
        }

        var name = port.Name is null ? protocol : $"{protocol}-{port.Name.Value}";
        return name.Length > 63 || service.Ports.Any(other => other.Name?.Value == name) ? null
            : port.Name is null ? YamlEdits.Add(service.Manifest.Source, port.Node, $"name: {name}")
            : YamlEdits.Replace(service.Manifest.Source, port.Name, name);
    }

    private static string? Target(Service service, ServicePort port)
    {
        var named = port.TargetPort is { Integer: null } target ? PortProtocols.OfName(target.Value) : null;
        var declared = service.Workloads.Select(workload => PortProtocols.OfName(port.Target(workload)?.Name)).Distinct().ToList();
        return named ?? (declared is [{ } only] ? only : null);
    }

    private static bool IsNamedElsewhere(MeshModel mesh, Service service, ScalarNode? name) => name is not null
        && mesh.PortReferrers.Any(manifest => manifest.Source.Text.AsSpan(manifest.Root.Start, manifest.Root.End - manifest.Root.Start) is var text
            && text.Contains(service.Name, StringComparison.Ordinal) && text.Contains(name.Value, StringComparison.Ordinal));
}
