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

        await _objects.NoteAsync(subject, note with { Phase = CanaryPhase.Promoting }, deadline.Token);
        if (await _objects.FindSecondAsync(subject, deadline.Token) is not null)
        {
            // While the stable pods are replaced, the canary's answer.
            if (subject.With(note.Container, note.Image, note.Version) is not null || !RolloutState.Of(subject.Stable).IsDone)
            {
                await _objects.ShiftAllAsync(subject, note, deadline.Token);
            }

            await _objects.UpdateStableAsync(await AgainAsync(subject, settings, deadline), note, note.Image, note.Version, deadline);
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

            if (subject.With(note.Container, note.EarlierImage, note.EarlierVersion) is not null)
            {
                await _objects.ShiftAllAsync(subject, note, deadline.Token);
                await _objects.UpdateStableAsync(await AgainAsync(subject, settings, deadline), note, note.EarlierImage, note.EarlierVersion, deadline);
            }
        }

        note = note with { Phase = CanaryPhase.Aborting };
        await _objects.NoteAsync(subject, note, deadline.Token);
        if (second is not null)
        {
            await _objects.ShiftAsync(subject, CanaryStage.None, deadline.Token);
            await _objects.DeleteSecondAsync(subject, deadline);
        }

        await _objects.RestoreRoutesAsync(subject, deadline.Token);
        await _objects.NoteAsync(subject, null, deadline.Token);
        reporter.Say($"the canary {note.Version} of {note.Service} is gone; everything is as before");
    }

    // Its notes are a change as well.
    private Task<CanarySubject> AgainAsync(CanarySubject subject, MeshSettings settings, Deadline deadline) =>
        CanarySubject.FindAsync(cluster, settings with { Service = subject.Service.Name }, deadline.Token);
}
