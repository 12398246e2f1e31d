using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Routes;

/// <summary>Finds the Service that a run is about.</summary>
internal static class ServiceLookup
{
    /// <summary>The Service.</summary>
    /// <exception cref="MeshException">There is none of that name: the nearest one, and those that there are.</exception>
    public static async Task<KubeObject> RequireAsync(ICluster cluster, string @namespace, string name, CancellationToken cancellation)
    {
        if (await cluster.FindAsync(ResourceTypes.Services, @namespace, name, cancellation) is { } service)
        {
            return service;
        }

        var names = (await cluster.ListAsync(ResourceTypes.Services, @namespace, null, cancellation)).Items.Select(item => item.Name).ToList();
        throw new MeshException($"there is no service/{name} in namespace {@namespace}{NearestMatch.Suggestion(name, names)}",
            names.Count > 0 ? $"Its services are: {string.Join(", ", names)}; --namespace names another." : "Say --namespace=NAME, or deploy first.");
    }
}
