using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Workloads;

/// <summary>The mesh as it stands: the workloads' pods, the ingress address and the routes. Verify and Status show the same.</summary>
/// <param name="Pods">The pods of the workloads' namespace, without those that are ending.</param>
/// <param name="Ingress">The ingress gateway's address; null when there is no gateway.</param>
/// <param name="Routes">The rules that come in through it.</param>
public sealed record MeshPicture(IReadOnlyList<PodPicture> Pods, IngressAddress? Ingress, IReadOnlyList<Route> Routes)
{
    /// <summary>Reads it.</summary>
    public static async Task<MeshPicture> TakeAsync(ICluster cluster, string @namespace, CancellationToken cancellation)
    {
        var pods = cluster.ListAsync(ResourceTypes.Pods, @namespace, null, cancellation);
        var service = cluster.FindAsync(ResourceTypes.Services, ControlPlane.Namespace, "istio-ingressgateway", cancellation);
        var nodes = cluster.ListAsync(ResourceTypes.Nodes, null, null, cancellation);
        var services = cluster.ListAsync(ResourceTypes.VirtualServices, @namespace, null, cancellation);
        await Task.WhenAll(pods, service, nodes, services);
        return new MeshPicture(
            [.. (await pods).Items.Where(pod => !pod.IsTerminating).Select(PodPicture.Of)],
            await service is { } gateway ? IngressAddress.Of(gateway, (await nodes).Items) : null,
            Route.Of((await services).Items));
    }

    /// <summary>Shows it.</summary>
    public void Show(IReporter reporter, string @namespace, DateTimeOffset now)
    {
        if (Pods.Count > 0)
        {
            reporter.Table(PodPicture.Table(Pods, now, @namespace));
        }
        else
        {
            reporter.Say($"{@namespace}: no pods");
        }

        if (Ingress is null)
        {
            reporter.Say("ingress gateway: none");
            return;
        }

        reporter.Say($"ingress gateway: EXTERNAL-IP {Ingress.External}"
            + (Ingress is { External: "<pending>", Url: { } url } ? $"; no load balancer gave one, the node port serves: {url}" : ""));
        if (Ingress.Url is not null && Routes.Count > 0)
        {
            reporter.Table(new Table(["URL", "MATCH", "TO"], [.. Routes.Select(route => new[] { Ingress.Url + route.Path, route.Text, route.Destination })]));
        }
    }
}
