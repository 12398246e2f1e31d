using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Purge;

/// <summary>
/// The way back: removes what Deploy created and nothing else, then looks at every type of the server whether anything
/// of it is left. Every step bears being repeated, and the inventory goes last, so that a purge that was cut off is finished by the next one.
/// </summary>
public sealed class MeshPurge(
    ICluster cluster, IIstioctl istioctl, IHelm helm, InventoryStore store, IReporter reporter, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HashSet<string> WorkloadTargets = ["ApplyWorkloads", "InjectWorkloads"];

    /// <summary>Removes it all.</summary>
    /// <returns>The number of objects that were removed.</returns>
    /// <exception cref="MeshException">Others' objects are in the way, a step failed, or something of ours is left.</exception>
    public async Task<int> RunAsync(MeshSettings settings, Deadline deadline)
    {
        var inventory = await store.FindAsync(deadline.Token);
        IReadOnlyList<ObjectIdentity> workloads = [.. (inventory?.Objects ?? [])
            .Where(entry => WorkloadTargets.Contains(entry.Target)).Select(entry => entry.Identity)];
        IReadOnlyList<ObjectIdentity> kept = settings.KeepWorkloads ? workloads : [];
        var belongings = new Belongings(inventory, kept);
        var before = await ClusterSnapshot.TakeAsync(cluster, settings.Parallelism, deadline.Token);
        var ours = belongings.In(before);
        if (ours.Count == 0 && inventory is null)
        {
            reporter.Say("Nothing to purge: the cluster holds neither an inventory of MeshBuild nor an object of Istio.");
            return 0;
        }

        Refuse(belongings.Foreign(before), settings);
        reporter.Say($"{ours.Count} objects to remove" + (kept.Count > 0 ? $", {kept.Count} workload objects to keep" : ""));
        await RestoreLabelsAsync(inventory, deadline);
        if (settings.KeepWorkloads)
        {
            await new SidecarRemoval(cluster, reporter, time).RemoveAsync(workloads, deadline);
        }
        else
        {
            await UninstallReleasesAsync(inventory, deadline);
            await DeleteAsync("workloads", ours.Where(item => workloads.Contains(item.Identity)), settings, deadline);
        }

        await DeleteAsync("ingress and egress", ours.Where(item => IsRoute(item.Identity)), settings, deadline);
        await DeleteAsync("addons", ours.Where(item => IsAddon(item.Identity, inventory)), settings, deadline);
        await UninstallIstioAsync(belongings, ours, deadline);
        await DeleteNamespacesAsync(inventory, belongings, before, settings, deadline);
        var types = await SweepAsync(belongings, Garbage(before, belongings, inventory), settings, deadline);
        await store.DeleteAsync(deadline.Token);
        reporter.Say($"Audited {types} resource types: nothing of the deployment is left" + (kept.Count > 0 ? " but the workloads." : "."));
        return ours.Count;
    }

    private static bool IsRoute(ObjectIdentity identity) =>
        IstioNames.IsIstioGroup(identity.Group) && identity.Namespace != IstioNames.SystemNamespace;

    private static bool IsAddon(ObjectIdentity identity, Inventory? inventory) =>
        IstioNames.IsAddon(identity) || (inventory?.Objects.Any(entry => entry.Target == "InstallAddons" && entry.Identity == identity) ?? false);

    private void Refuse(IReadOnlyList<ObjectIdentity> foreign, MeshSettings settings)
    {
        if (foreign.Count == 0)
        {
            return;
        }

        var list = string.Join('\n', foreign.Select(identity => $"  {identity}"));
        if (settings.Force)
        {
            reporter.Warn($"--force: these {foreign.Count} objects are lost too, though this deployment did not create them:\n{list}");
            return;
        }

        throw new MeshException(
            $"Purge stopped before it removed anything: these {foreign.Count} objects were not created by this deployment and would be lost with it:\n{list}",
            "Move or delete them, or say --force to lose them, and run Purge again.");
    }

    private async Task RestoreLabelsAsync(Inventory? inventory, Deadline deadline)
    {
        foreach (var (name, label, earlier) in inventory?.Labels ?? [])
        {
            if (await cluster.FindAsync(ResourceTypes.Namespaces, null, name, deadline.Token) is not { IsTerminating: false } found
                || found.Labels.GetValueOrDefault(label) == earlier)
            {
                continue;
            }

            var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [label] = earlier } } };
            await cluster.PatchAsync(ResourceTypes.Namespaces, null, name, patch, deadline.Token);
            reporter.Say(earlier is null ? $"namespace/{name}: label {label} removed" : $"namespace/{name}: label {label}={earlier} restored");
        }
    }

    private async Task UninstallReleasesAsync(Inventory? inventory, Deadline deadline)
    {
        foreach (var release in inventory?.Releases ?? [])
        {
            var output = await helm.UninstallAsync(release.Name, deadline.Token);
            if (!output.Succeeded && !output.StandardError.Contains("not found", StringComparison.OrdinalIgnoreCase))
            {
                throw new MeshException($"helm could not uninstall the release {release.Name}:\n{output.StandardError.Trim()}",
                    "Mend what helm names and run Purge again: it goes on from here.");
            }

            reporter.Say($"release {release.Name}: uninstalled");
        }
    }

    private async Task DeleteAsync(string what, IEnumerable<(ObjectIdentity Identity, ResourceType Type, KubeObject Object)> items,
        MeshSettings settings, Deadline deadline)
    {
        var removed = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = deadline.Token };
        // A type goes after its objects: it would take them along in the background, one by one.
        foreach (var wave in items.GroupBy(item => item.Identity.Kind == "CustomResourceDefinition").OrderBy(group => group.Key))
        {
            await Parallel.ForEachAsync(wave, options, async (item, token) =>
            {
                if (await cluster.DeleteAsync(item.Type, item.Object.Namespace is "" ? null : item.Object.Namespace, item.Object.Name, item.Object.Uid, token))
                {
                    Interlocked.Increment(ref removed);
                }
            });
        }

        if (removed > 0)
        {
            reporter.Say($"{what}: {removed} objects removed");
        }
    }

    private async Task UninstallIstioAsync(Belongings belongings,
        IReadOnlyList<(ObjectIdentity Identity, ResourceType Type, KubeObject Object)> ours, Deadline deadline)
    {
        if (!belongings.ControlPlane || !ours.Any(item => IstioNames.IsControlPlane(item.Identity)))
        {
            return;
        }

        var output = await istioctl.UninstallAsync(reporter.Detail, deadline.Token);
        if (!output.Succeeded)
        {
            throw new MeshException($"istioctl could not uninstall Istio (exit {output.ExitCode}):\n{output.StandardError.Trim()}",
                "Mend what it names and run Purge again: it goes on from here.");
        }

        reporter.Say("Istio: uninstalled");
    }

    private async Task DeleteNamespacesAsync(Inventory? inventory, Belongings belongings, ClusterSnapshot before, MeshSettings settings, Deadline deadline)
    {
        var gate = new NamespaceGate(cluster, reporter);
        var names = (inventory?.Objects ?? []).Where(entry => entry.Identity.Kind == "Namespace").Select(entry => entry.Identity.Name)
            .Union(belongings.SystemNamespace ? [IstioNames.SystemNamespace] : []);
        foreach (var name in names)
        {
            var others = before.Objects.Where(item => item.Identity.Namespace == name && !belongings.Knows(item) && !before.IsGoing(item.Object)).ToList();
            if (name != IstioNames.SystemNamespace && (settings.KeepWorkloads || others.Count > 0))
            {
                reporter.Say($"namespace/{name}: left, since it holds {(settings.KeepWorkloads ? "the workloads" : others[0].Identity + " and others")}");
                belongings.Leave(new ObjectIdentity("", "v1", "namespaces", "Namespace", "", name));
                continue;
            }

            // A namespace that is deleted while pods are still ending is looked at again after pauses that double each time.
            await new PodEnd(cluster, reporter).GoneAsync(name, pod => pod.IsTerminating || belongings.Made(pod), "is ending", deadline);
            await cluster.DeleteAsync(ResourceTypes.Namespaces, null, name, null, deadline.Token);
            await gate.WaitUntilGoneAsync(name, deadline);
            reporter.Say($"namespace/{name}: gone");
        }
    }

    // What the garbage collector had not come to yet where the deployment was: once its owner is gone nobody can tell whose it was. Mostly it
    // is what a purge that was cut off has left.
    private static HashSet<string> Garbage(ClusterSnapshot before, Belongings belongings, Inventory? inventory)
    {
        var namespaces = (inventory?.Objects ?? []).Select(entry => entry.Identity.Namespace).ToHashSet();
        return [.. before.Objects
            .Where(item => namespaces.Contains(item.Identity.Namespace) && !belongings.Knows(item) && before.IsGarbage(item.Object))
            .Select(item => item.Object.Uid)];
    }

    // The audit: looks at everything, deletes what others left behind (root certificates, types), until nothing of ours is there and
    // the garbage collector has come to all that waited for it.
    private async Task<int> SweepAsync(Belongings belongings, HashSet<string> garbage, MeshSettings settings, Deadline deadline)
    {
        var start = time.GetTimestamp();
        var fewest = int.MaxValue;
        while (true)
        {
            var snapshot = await ClusterSnapshot.TakeAsync(cluster, settings.Parallelism, deadline.Token);
            var left = belongings.In(snapshot);
            var collected = snapshot.Objects.Where(item => garbage.Contains(item.Object.Uid) && snapshot.IsGarbage(item.Object)).Except(left).ToList();
            reporter.Waiting(left.Where(item => item.Object.IsTerminating).Select(item => (item.Identity, State: "is being deleted"))
                .Concat(collected.Select(item => (item.Identity, State: "waits for the garbage collector")))
                .ToDictionary(item => item.Identity.ToString(), item => item.State));
            if (left.Count + collected.Count == 0)
            {
                return snapshot.Types;
            }

            start = left.Count + collected.Count < fewest ? time.GetTimestamp() : start;
            fewest = Math.Min(fewest, left.Count + collected.Count);
            if (time.GetElapsedTime(start) > Patience)
            {
                Refuse(left);
                reporter.Warn($"the cluster's garbage collector has not come yet to {string.Join(", ", collected.Select(item => item.Identity))}");
                return snapshot.Types;
            }

            await DeleteAsync("left behind", left.Where(item => !item.Object.IsTerminating && IsRoot(item.Object, left)), settings, deadline);
            await Task.Delay(Between, time, deadline.Token);
        }
    }

    private static void Refuse(IReadOnlyList<(ObjectIdentity Identity, ResourceType Type, KubeObject Object)> left)
    {
        if (left.Count > 0)
        {
            throw new MeshException("Purge is not complete; these objects of the deployment are left:\n"
                + string.Join('\n', left.Select(item => $"  {item.Identity}{(item.Object.IsTerminating ? " (being deleted; a finalizer holds it)" : "")}")),
                "Run Purge again; where a finalizer holds an object, mend or remove the controller that set it.");
        }
    }

    // What another leftover owns goes with its owner.
    private static bool IsRoot(KubeObject value, IReadOnlyList<(ObjectIdentity Identity, ResourceType Type, KubeObject Object)> left) =>
        !(value.At("metadata", "ownerReferences") as JsonArray ?? [])
            .Any(owner => left.Any(item => item.Object.Uid == (string?)owner?["uid"]));
}
