using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Istio;

/// <summary>VerifyIstio: everything in istio-system is ready, and client, control plane and data plane are of one version.</summary>
public sealed class IstioVerification(ICluster cluster, IIstioctl istioctl, IReporter reporter, TimeProvider time)
{
    /// <summary>Waits until all is ready, shows the pods, compares the versions.</summary>
    public async Task VerifyAsync(MeshSettings settings, Deadline deadline)
    {
        // istioctl is asked while the pods start, which costs no time.
        var early = istioctl.VersionAsync(deadline.Token);
        var deployments = (await cluster.ListAsync(ResourceTypes.Deployments, ControlPlane.Namespace, null, deadline.Token)).Items
            .Select(found => ObjectIdentity.Of(ResourceTypes.Deployments, ControlPlane.Namespace, found.Name));
        await new RolloutWait(cluster, reporter).ReadyAsync(ControlPlane.Namespace, [.. ControlPlane.Components(settings.IstioProfile).Union(deployments)], deadline);
        var pods = (await cluster.ListAsync(ResourceTypes.Pods, ControlPlane.Namespace, null, deadline.Token)).Items.Where(pod => !pod.IsTerminating);
        reporter.Table(PodPicture.Table(pods.Select(PodPicture.Of), time.GetUtcNow(), ControlPlane.Namespace));

        var answer = VersionAnswer.Of(await early);
        if (!answer.AgreeOn(settings.IstioVersion))
        {
            // Told by pods that started or were replaced since.
            answer = VersionAnswer.Of(await istioctl.VersionAsync(deadline.Token));
        }

        Compare(answer, settings.IstioVersion);
    }

    private void Compare(VersionAnswer answer, string expected)
    {
        if (!answer.AgreeOn(expected))
        {
            throw new MeshException($"the versions do not agree: {answer}; {expected} is asked for.",
                answer.Control.Count == 0
                    ? "istiod did not tell its version: see `kubectl -n istio-system get pods`, and run --target=InstallIstio."
                    : "Restart the workloads whose proxies are of another version, or run --target=InstallIstio with the version that you want.");
        }

        reporter.Say($"versions agree: {answer}");
    }
}
