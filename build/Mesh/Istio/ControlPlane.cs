using MeshBuild.Mesh.Cluster;

namespace MeshBuild.Mesh.Istio;

/// <summary>The parts of an installation.</summary>
public static class ControlPlane
{
    /// <summary>Its namespace.</summary>
    public const string Namespace = "istio-system";

    /// <summary>The record of the installation that istioctl keeps in the cluster.</summary>
    public static ObjectIdentity Record { get; } = ObjectIdentity.Of(ResourceTypes.IstioOperators, Namespace, "installed-state");

    /// <summary>The namespace's own identity.</summary>
    public static ObjectIdentity NamespaceIdentity { get; } = ObjectIdentity.Of(ResourceTypes.Namespaces, "", Namespace);

    /// <summary>The Deployments that a profile installs: istiod everywhere, the gateways where the profile has them.</summary>
    public static IReadOnlyList<ObjectIdentity> Components(string profile) => [.. Names(profile).Select(name => ObjectIdentity.Of(ResourceTypes.Deployments, Namespace, name))];

    // Source: the profiles that the release lists.
    private static string[] Names(string profile) => profile switch
    {
        "demo" => ["istiod", "istio-ingressgateway", "istio-egressgateway"],
        "default" or "preview" or "openshift" => ["istiod", "istio-ingressgateway"],
        _ => ["istiod"],
    };
}
