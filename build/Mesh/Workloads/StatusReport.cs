using System.Net;
using MeshBuild.Mesh.Canaries;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Faults;
using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Workloads;

/// <summary>Status: the same picture as Verify and VerifyIstio, without waiting and without failing.</summary>
public sealed class StatusReport(ICluster cluster, InventoryStore inventory, IReporter reporter, TimeProvider time)
{
    /// <summary>Shows what is there.</summary>
    public async Task ShowAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var system = cluster.ListAsync(ResourceTypes.Pods, ControlPlane.Namespace, null, cancellation);
        var picture = MeshPicture.TakeAsync(cluster, settings.Namespace, cancellation);
        var known = inventory.FindAsync(cancellation);
        await Task.WhenAll(system, picture, known);
        var pods = (await system).Items.Select(PodPicture.Of).ToList();
        if (pods.Count > 0)
        {
            reporter.Table(PodPicture.Table(pods, time.GetUtcNow(), ControlPlane.Namespace));
        }
        else
        {
            reporter.Say("Istio is not installed");
        }

        (await picture).Show(reporter, settings.Namespace, time.GetUtcNow());
        await ShowCanariesAsync(settings.Namespace, cancellation);
        await ShowFaultsAsync(cancellation);
        reporter.Say(await known is { } noted
            ? $"inventory: {noted.Objects.Count} objects created, {noted.Labels.Count} labels replaced"
            : "inventory: none; nothing was deployed from here");
    }

    private async Task ShowCanariesAsync(string @namespace, CancellationToken cancellation)
    {
        foreach (var note in (await cluster.ListAsync(ResourceTypes.Deployments, @namespace, null, cancellation)).Items.Select(CanaryNote.Of).OfType<CanaryNote>())
        {
            reporter.Warn($"a canary is there: {note}; --target=Canary goes on, --target=Promote or --target=Abort ends it (--service={note.Service})");
        }
    }

    private async Task ShowFaultsAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var fault in await new FaultInjection(cluster, inventory, reporter, time).ListAsync(cancellation))
            {
                reporter.Warn($"a fault is on until {fault.Key.Until:yyyy-MM-dd HH:mm:ss} UTC: {fault.Key} (by {string.Join(", ", fault)}); --target=ClearFault ends it");
            }
        }
        catch (ClusterException failure) when (failure.Status == HttpStatusCode.Forbidden)
        {
            reporter.Say("whether a fault is on cannot be seen: the login may not list the VirtualServices of all namespaces");
        }
    }
}
