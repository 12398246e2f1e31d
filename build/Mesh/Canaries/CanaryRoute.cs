using MeshBuild.Mesh.Routes;

namespace MeshBuild.Mesh.Canaries;

/// <summary>What a canary makes of the routes to its service.</summary>
/// <param name="Service">The Service's name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Stage">Which requests go to the canary.</param>
/// <param name="StableSubsets">The subsets that mean the stable version as well as none does.</param>
internal sealed record CanaryRoute(string Service, string Namespace, CanaryStage Stage, IReadOnlyList<string> StableSubsets)
{
    /// <summary>The service as routes name it.</summary>
    internal RoutedService Routed => new(Service, Namespace);
}
