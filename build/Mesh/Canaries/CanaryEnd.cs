using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Canaries;

/// <summary>Promote and Abort: the two ends of a canary. Each goes on from wherever a run was cut off.</summary>
public sealed class CanaryEnd(ICluster cluster, InventoryStore inventory, IReporter reporter, TimeProvider time)
{
    private readonly CanaryObjects _objects = new(cluster, inventory, reporter, time);

    /// <summary>Makes the canary the stable version: its image in the stable Deployment, the routes as before, the second Deployment gone.</summary>
    /// <exception cref="MeshException">There is none, or it has not passed its steps and <c>force</c> does not say so.</exception>
    public async Task PromoteAsync(MeshSettings settings, Deadline deadline)
    {
        var subject = await CanarySubject.FindAsync(cluster, settings, deadline.Token);
        var note = subject.Note ?? throw new MeshException($"{subject.Service.Name} has no canary", "Run --target=Canary first.");
        if (note.Phase is not (CanaryPhase.Passed or CanaryPhase.Promoting) && (note.Phase == CanaryPhase.Aborting || !settings.Force))
        {
            throw new MeshException($"{note}; it has not passed its steps", note.Phase == CanaryPhase.Aborting
                ? "Run --target=Abort to its end." : "Run --target=Canary to its end, or promote it as it is with --force.");
        }

        var second = await _objects.FindSecondAsync(subject, deadline.Token);
        if (second is not null && !IsStable(subject, note, note.Image, note.Version) && RolloutState.Of(second) is { IsDone: false } state)
        {
            throw new MeshException($"deployment/{second.Name} is not ready: {state.Text}; its pods are to answer while the stable ones are replaced",
                $"See what keeps them from it (kubectl -n {second.Namespace} describe deployment {second.Name}), or run --target=Abort.");
        }

        await _objects.NoteAsync(subject, note with { Phase = CanaryPhase.Promoting }, deadline.Token);
        if (second is not null)
        {
            await MakeStableAsync(subject, note, note.Image, note.Version, settings, deadline);
            await _objects.RestoreRoutesAsync(subject, deadline.Token);
            await _objects.DeleteSecondAsync(subject, deadline);
        }

        await _objects.NoteAsync(subject, null, deadline.Token);
        reporter.Say($"{note.Service} is {note.Image} now; the manifest decides at the next Deploy: see that it names that image");
    }

    /// <summary>Takes the canary away; everything is as it was before.</summary>
    /// <exception cref="MeshException">It is promoted already.</exception>
    public async Task AbortAsync(MeshSettings settings, Deadline deadline)
    {
        var subject = await CanarySubject.FindAsync(cluster, settings, deadline.Token);
        if (subject.Note is not { } note)
        {
            reporter.Say($"{subject.Service.Name} has no canary");
            return;
        }

        var second = await _objects.FindSecondAsync(subject, deadline.Token);
        if (note.Phase == CanaryPhase.Promoting)
        {
            if (second is null)
            {
                throw new MeshException($"{note.Service} {note.Version} is promoted but for its note", "Run --target=Promote to its end, then release the earlier version as a canary.");
            }

            if (!RolloutState.Of(second).IsDone)
            {
                // Nobody is sent to pods that cannot answer; the stable ones are replaced a few at a time.
                await _objects.RouteAsync(subject, note, CanaryStage.None, deadline.Token);
                await _objects.UpdateStableAsync(await AgainAsync(subject, settings, deadline), note, note.EarlierImage, note.EarlierVersion, deadline);
            }
            else
            {
                await MakeStableAsync(subject, note, note.EarlierImage, note.EarlierVersion, settings, deadline);
            }
        }

        note = note with { Phase = CanaryPhase.Aborting };
        await _objects.NoteAsync(subject, note, deadline.Token);
        if (second is not null)
        {
            await _objects.RouteAsync(subject, note, CanaryStage.None, deadline.Token);
            await _objects.DeleteSecondAsync(subject, deadline);
        }

        await _objects.RestoreRoutesAsync(subject, deadline.Token);
        await _objects.NoteAsync(subject, null, deadline.Token);
        reporter.Say($"the canary {note.Version} of {note.Service} is gone; everything is as before");
    }

    private static bool IsStable(CanarySubject subject, CanaryNote note, string image, string version) =>
        subject.With(note.Container, image, version) is null && RolloutState.Of(subject.Stable).IsDone;

    // While the stable pods are replaced, the canary's answer.
    private async Task MakeStableAsync(CanarySubject subject, CanaryNote note, string image, string version, MeshSettings settings, Deadline deadline)
    {
        if (!IsStable(subject, note, image, version))
        {
            await _objects.RouteAsync(subject, note, new CanaryStage(100), deadline.Token);
            await _objects.UpdateStableAsync(await AgainAsync(subject, settings, deadline), note, image, version, deadline);
        }
    }

    // Its notes are a change as well.
    private Task<CanarySubject> AgainAsync(CanarySubject subject, MeshSettings settings, Deadline deadline) =>
        CanarySubject.FindAsync(cluster, settings with { Service = subject.Service.Name }, deadline.Token);
}
