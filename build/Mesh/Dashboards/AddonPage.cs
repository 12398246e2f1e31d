namespace MeshBuild.Mesh.Dashboards;

/// <summary>The page that an addon has.</summary>
/// <param name="Name">The addon.</param>
/// <param name="Service">Its Service in istio-system.</param>
/// <param name="ServicePort">The Service's port.</param>
/// <param name="LocalPort">The port that it has on this machine when that is free: the addon's own.</param>
/// <param name="Path">The page's path there.</param>
public sealed record AddonPage(string Name, string Service, int ServicePort, int LocalPort, string Path)
{
    /// <summary>Where Istio's addons are.</summary>
    public const string Namespace = "istio-system";

    /// <summary>What to do when one is not there.</summary>
    public const string Remedy = "Run --target=InstallAddons; --target=Status shows what is there.";

    /// <summary>Those of the sample addons of Istio 1.10.</summary>
    public static IReadOnlyList<AddonPage> All { get; } =
    [
        new("kiali", "kiali", 20001, 20001, "/kiali"),
        new("grafana", "grafana", 3000, 3000, "/"),
        new("jaeger", "tracing", 80, 16686, "/jaeger"),
        new("prometheus", "prometheus", 9090, 9090, "/"),
    ];
}
