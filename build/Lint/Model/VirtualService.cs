using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A VirtualService.</summary>
public sealed class VirtualService(Manifest manifest, string @namespace) : MeshObject(manifest, @namespace)
{
    public const string Mesh = "mesh";

    public IReadOnlyList<ScalarNode> Hosts => field ??= [.. Spec.Scalars("hosts")];

    /// <summary>The gateways as they are written; none stands for the mesh's sidecars.</summary>
    public IReadOnlyList<ScalarNode> Gateways => field ??= [.. Spec.Scalars("gateways")];

    public IReadOnlyList<MappingNode> Http => field ??= [.. Spec.Mappings("http")];

    /// <summary>Whether other VirtualServices hand requests to it: it has no hosts of its own.</summary>
    public bool IsDelegate => Hosts.Count == 0;

    /// <summary>The gateways as <c>namespace/name</c> or <c>mesh</c>.</summary>
    public IReadOnlyList<string> GatewayNames => field ??= Gateways.Count == 0 ? [Mesh] : [.. Gateways.Select(gateway => GatewayName(gateway.Value))];

    /// <summary>Every route's destinations with the list that holds them: HTTP, mirrors, TCP and TLS.</summary>
    public IReadOnlyList<MappingNode> Destinations => field ??= [.. FindDestinations()];

    /// <summary>A gateway's name as <c>namespace/name</c>, or <c>mesh</c>.</summary>
    public string GatewayName(string written) => written == Mesh || written.Contains('/') ? written : $"{Namespace}/{written}";

    private IEnumerable<MappingNode> FindDestinations()
    {
        foreach (var rule in Http.Concat(Spec.Mappings("tcp")).Concat(Spec.Mappings("tls")))
        {
            foreach (var destination in rule.Mappings("route").Select(route => route.Mapping("destination")).Append(rule.Mapping("mirror")))
            {
                if (destination is not null)
                {
                    yield return destination;
                }
            }
        }
    }
}
