using System.Net;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Canaries;

/// <summary>
/// The objects of a canary, written in an order in which no request can meet a subset that is missing or has no pods: subsets before
/// the routes that name them, routes that name the stable version before the canary's pods, and the reverse on the way back. Every
/// step bears to be done again, so a run that was cut off is taken up by another one.
/// </summary>
internal sealed class CanaryObjects(ICluster cluster, InventoryStore inventory, IReporter reporter, TimeProvider time)
{
    private const string Target = "Canary";

    // istiod hands changes on within a second; it does not tell when the last proxy has them.
    private static readonly TimeSpan Propagation = TimeSpan.FromSeconds(2);
    private readonly CanaryRouting _routing = new(cluster, inventory, reporter);

    /// <summary>Notes how far it is.</summary>
    public Task NoteAsync(CanarySubject subject, CanaryNote? note, CancellationToken cancellation) =>
        cluster.PatchAsync(ResourceTypes.Deployments, subject.Stable.Namespace, subject.Stable.Name, CanaryNote.Patch(note), cancellation);

    /// <summary>Makes what is missing of subsets, routes and pods, and waits until the pods are ready. No request goes to them yet.</summary>
    public async Task CreateAsync(CanarySubject subject, CanaryNote note, Deadline deadline)
    {
        await inventory.RecordAsync([subject.Canary], Target, deadline.Token);
        await RouteAsync(subject, note, CanaryStage.None, deadline.Token);
        if (await FindSecondAsync(subject, deadline.Token) is null)
        {
            await cluster.CreateAsync(ResourceTypes.Deployments, subject.Second(note), deadline.Token);
            reporter.Say($"deployment/{subject.CanaryName} created: {note.Image}, version {note.Version}");
        }

        await new RolloutWait(cluster, reporter).ReadyAsync(subject.Stable.Namespace, [subject.Canary], deadline);
    }

    /// <summary>Sends the requests of a stage to the canary, whose subsets are there.</summary>
    /// <returns>Whether any route was written.</returns>
    public Task<bool> ShiftAsync(CanarySubject subject, CanaryStage stage, CancellationToken cancellation) => _routing.ShiftAsync(subject, stage, cancellation);

    /// <summary>The same from wherever a run was cut off: the subsets are made first where they are missing. Waits until both are known.</summary>
    public async Task RouteAsync(CanarySubject subject, CanaryNote note, CanaryStage stage, CancellationToken cancellation)
    {
        await PauseAsync(await _routing.DefineSubsetsAsync(subject, note, cancellation), cancellation);
        await PauseAsync(await _routing.ShiftAsync(subject, stage, cancellation), cancellation);
    }

    /// <summary>Gives the stable Deployment another image and waits for its rollout.</summary>
    public async Task UpdateStableAsync(CanarySubject subject, CanaryNote note, string image, string version, Deadline deadline)
    {
        for (var current = subject; current.With(note.Container, image, version) is { } changed;)
        {
            try
            {
                await cluster.ReplaceAsync(ResourceTypes.Deployments, changed, deadline.Token);
                reporter.Say($"deployment/{subject.Stable.Name}: {image}{(subject.KeepsVersion ? $"; its label version stays {note.EarlierVersion}, for it is in its selector" : "")}");
                break;
            }
            catch (ClusterException failure) when (failure.Status == HttpStatusCode.Conflict)
            {
                // Somebody else wrote it at the same time, its controller for one: read again.
                current = subject with
                {
                    Stable = await cluster.FindAsync(ResourceTypes.Deployments, subject.Stable.Namespace, subject.Stable.Name, deadline.Token)
                        ?? throw new MeshException($"deployment/{subject.Stable.Name} was deleted meanwhile", "Deploy again, then --target=Abort what is left of the canary."),
                };
            }
        }

        await new RolloutWait(cluster, reporter).ReadyAsync(subject.Stable.Namespace,
            [ObjectIdentity.Of(ResourceTypes.Deployments, subject.Stable.Namespace, subject.Stable.Name)], deadline);
    }

    /// <summary>Makes the routes as they were, and then takes the subsets away that nothing names any more.</summary>
    public async Task RestoreRoutesAsync(CanarySubject subject, CancellationToken cancellation)
    {
        await PauseAsync(await _routing.RestoreAsync(subject, cancellation), cancellation);
        await _routing.RemoveSubsetsAsync(subject, cancellation);
    }

    /// <summary>The second Deployment, or null.</summary>
    public Task<KubeObject?> FindSecondAsync(CanarySubject subject, CancellationToken cancellation) =>
        cluster.FindAsync(ResourceTypes.Deployments, subject.Stable.Namespace, subject.CanaryName, cancellation);

    /// <summary>Deletes the second Deployment and waits until its pods are gone.</summary>
    public async Task DeleteSecondAsync(CanarySubject subject, Deadline deadline)
    {
        if (await FindSecondAsync(subject, deadline.Token) is { } second)
        {
            await cluster.DeleteAsync(ResourceTypes.Deployments, second.Namespace, second.Name, second.Uid, deadline.Token);
            await new PodEnd(cluster, reporter).GoneAsync(second.Namespace, pod => RolloutPicture.Selects(second, pod), "ends with the canary", deadline);
            reporter.Say($"deployment/{second.Name} deleted");
        }
    }

    private Task PauseAsync(bool written, CancellationToken cancellation) => written ? Task.Delay(Propagation, time, cancellation) : Task.CompletedTask;
}
