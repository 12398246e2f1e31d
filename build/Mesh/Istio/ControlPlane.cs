using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Istio;

/// <summary>The parts of the demo profile.</summary>
public static class ControlPlane
{
    /// <summary>Its namespace.</summary>
    public const string Namespace = "istio-system";

    /// <summary>The record of the installation that istioctl keeps in the cluster.</summary>
    public static ObjectIdentity Record { get; } = ObjectIdentity.Of(ResourceTypes.IstioOperators, Namespace, "installed-state");

    /// <summary>The namespace's own identity.</summary>
    public static ObjectIdentity NamespaceIdentity { get; } = ObjectIdentity.Of(ResourceTypes.Namespaces, "", Namespace);

    /// <summary>istiod and the two gateways, by what a person calls them.</summary>
    public static IReadOnlyList<ObjectIdentity> Components { get; } =
        [.. new[] { "istiod", "istio-ingressgateway", "istio-egressgateway" }.Select(name => ObjectIdentity.Of(ResourceTypes.Deployments, Namespace, name))];
}
