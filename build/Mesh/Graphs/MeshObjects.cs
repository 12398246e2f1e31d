using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Graphs;

/// <summary>The cluster's objects that say where requests go.</summary>
public sealed record MeshObjects
{
    public IReadOnlyList<KubeObject> Gateways { get; init; } = [];
    public IReadOnlyList<KubeObject> VirtualServices { get; init; } = [];
    public IReadOnlyList<KubeObject> DestinationRules { get; init; } = [];
    public IReadOnlyList<KubeObject> ServiceEntries { get; init; } = [];
    public IReadOnlyList<KubeObject> Services { get; init; } = [];
    public IReadOnlyList<KubeObject> Deployments { get; init; } = [];

    /// <summary>Reads those of all namespaces, each type in the order of namespace and name.</summary>
    public static async Task<MeshObjects> ReadAsync(ICluster cluster, CancellationToken cancellation)
    {
        return new MeshObjects
        {
            Gateways = await ListAsync(ResourceTypes.Gateways),
            VirtualServices = await ListAsync(ResourceTypes.VirtualServices),
            DestinationRules = await ListAsync(ResourceTypes.DestinationRules),
            ServiceEntries = await ListAsync(ResourceTypes.ServiceEntries),
            Services = await ListAsync(ResourceTypes.Services),
            Deployments = await ListAsync(ResourceTypes.Deployments),
        };

        async Task<IReadOnlyList<KubeObject>> ListAsync(ResourceType type) =>
            [.. (await cluster.ListAsync(type, null, null, cancellation)).Items
                .OrderBy(item => item.Namespace, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal)];
    }
}
