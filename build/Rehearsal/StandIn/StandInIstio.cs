using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.StandIn.Addons;
using MeshBuild.Rehearsal.StandIn.Discovery;
using MeshBuild.Rehearsal.StandIn.Kubernetes;
using MeshBuild.Rehearsal.StandIn.Release;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.StandIn;

/// <summary>A stand-in for Istio 1.10.0, for machines that cannot have the genuine one: its release and its control plane.</summary>
public static class StandInIstio
{
    /// <summary>istiod inside this process, while a pod with its image runs.</summary>
    /// <param name="kubeconfig">Gives the cluster's kubeconfig when the pod starts.</param>
    public static PodProgram Discovery(Func<string> kubeconfig) =>
        new("*/pilot:*", (_, _, cancellation) => Istiod.StartAsync(ApiServer.FromKubeconfigText(kubeconfig(), null), cancellation));

    /// <summary>The addons inside this process, while pods with their images run.</summary>
    public static IEnumerable<PodProgram> Addons { get; } =
    [
        Addon("*grafana/grafana:*", "grafana"), Addon("*jaegertracing/all-in-one:*", "jaeger"), Addon("*kiali/kiali:*", "kiali"), Addon("*prom/prometheus:*", "prometheus"),
    ];

    /// <summary>Writes the release's archive for this platform, and its .sha256, into a folder.</summary>
    /// <returns>The archive's digest, <c>sha256:…</c>.</returns>
    public static Task<string> PackReleaseAsync(string folder, CancellationToken cancellation) => ReleaseArchive.PackAsync(folder, cancellation);

    private static PodProgram Addon(string images, string name) =>
        new(images, (pod, _, cancellation) => AddonServer.StartAsync(name, pod.Text("metadata", "name") ?? "", cancellation));
}
