using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Metrics;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Canaries;

/// <summary>Canary: a second version beside the first, which gets more of the requests step by step, as long as it is good enough.</summary>
public sealed class CanaryRelease(ICluster cluster, InventoryStore inventory, IMetrics metrics, IReporter reporter, TimeProvider time)
{
    // What it may take to shift everything back, also when the run's time is over.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);
    private readonly CanaryObjects _objects = new(cluster, inventory, reporter, time);

    /// <summary>Goes through the stages, from where an earlier run was cut off; shifts everything back when one fails or the run ends early.</summary>
    /// <exception cref="ConfigurationException">The settings name no service or no image.</exception>
    /// <exception cref="MeshException">It cannot be released, it failed, or too little was measured until the deadline.</exception>
    public async Task RunAsync(MeshSettings settings, Deadline deadline)
    {
        var subject = await CanarySubject.FindAsync(cluster, settings, deadline.Token);
        var plan = subject.Note is { } noted && settings.Canary.ImageTag is null ? noted
            : subject.Plan(settings.Canary.ImageTag ?? throw new ConfigurationException("Canary needs to know which version to release.", "Say --image-tag=TAG."));
        var note = Continued(subject.Note, plan);
        if (note.Phase == CanaryPhase.Passed)
        {
            reporter.Say(Next(note));
            return;
        }

        // Before anything is written: without metrics nothing will be judged.
        await Count(subject).LookAsync(deadline.Token);
        var course = new CanaryCourse(note, time.GetUtcNow());
        try
        {
            await GoAsync(subject, course, settings.Canary, deadline);
        }
        catch (Exception failure)
        {
            await TakeBackAsync(subject, course);
            if (failure is OperationCanceledException && deadline.Reached)
            {
                throw new MeshException($"the time is up: {note.Service} {note.Version} was not through its steps ({course.Verdict.Reason})",
                    "Give it more with --timeout, fewer or shorter steps, or --min-requests for a service with few requests.", failure);
            }

            throw;
        }
        finally
        {
            reporter.Waiting(new Dictionary<string, string>());
            await DrawAsync(settings, course.Curve);
        }
    }

    private async Task GoAsync(CanarySubject subject, CanaryCourse course, CanarySettings settings, Deadline deadline)
    {
        await PrepareAsync(subject, course, deadline);
        var stages = CanaryStage.Of(settings);
        for (var index = Math.Max(0, IndexOf(stages, course.Note)); index < stages.Count; index++)
        {
            course.Begin(stages[index], $"step {index + 1} of {stages.Count}");
            await _objects.NoteAsync(subject, course.Note, deadline.Token);
            await _objects.ShiftAsync(subject, course.Note.Stage, deadline.Token);
            reporter.Say($"{course.Step}: {course.Note}");
            await JudgeAsync(subject, course, settings, deadline);
            reporter.Say($"passed: {course.Verdict.Reason}");
        }

        course.Note = course.Note with { Phase = CanaryPhase.Passed };
        await _objects.NoteAsync(subject, course.Note, deadline.Token);
        reporter.Say(Next(course.Note));
    }

    private static string Next(CanaryNote note) => $"{note}: --target=Promote makes it the stable version, --target=Abort takes it away";

    // The canary that is there already, if it is the same.
    private static CanaryNote Continued(CanaryNote? noted, CanaryNote plan) => noted switch
    {
        null => plan,
        { Phase: CanaryPhase.Promoting } => throw new MeshException($"{noted}", "Run --target=Promote to its end first."),
        { Phase: CanaryPhase.Aborting } => throw new MeshException($"{noted}", "Run --target=Abort to its end first."),
        _ when noted.Version != plan.Version => throw new MeshException($"{plan.Service} has a canary already: {noted}", "--target=Promote or --target=Abort it first."),
        _ => noted,
    };

    // Where a run was cut off; one that was taken back begins anew.
    private static int IndexOf(IReadOnlyList<CanaryStage> stages, CanaryNote note)
    {
        if (note.Phase != CanaryPhase.Stepping)
        {
            return 0;
        }

        var index = stages.ToList().IndexOf(note.Stage);
        return index >= 0 ? index : stages.ToList().FindIndex(stage => stage.Percent >= note.Stage.Percent);
    }

    private async Task PrepareAsync(CanarySubject subject, CanaryCourse course, Deadline deadline)
    {
        if (course.Note.Phase == CanaryPhase.Stepping)
        {
            reporter.Say($"{course.Note}: goes on from there");
            return;
        }

        course.Note = course.Note with { Phase = CanaryPhase.Preparing };
        await _objects.NoteAsync(subject, course.Note, deadline.Token);
        await _objects.CreateAsync(subject, course.Note, deadline);
    }

    // Until it has passed the stage.
    private async Task JudgeAsync(CanarySubject subject, CanaryCourse course, CanarySettings settings, Deadline deadline)
    {
        var count = Count(subject);
        var start = time.GetTimestamp();
        var look = TimeSpan.FromTicks(Math.Clamp(settings.Interval.Ticks / 6, ShortestLook.Ticks, LongestLook.Ticks));
        var next = TimeSpan.Zero;
        while (true)
        {
            await RequireReadyAsync(subject, deadline.Token);
            if (time.GetElapsedTime(start) is var elapsed && elapsed >= next)
            {
                next = elapsed + look;
                course.Verdict = await LookAsync(subject, count, settings, deadline.Token);
                var (stable, canary) = (count.Of(subject.Stable.Name), count.Of(subject.CanaryName));
                course.Curve.Add(time.GetUtcNow(), course.Note.Stage, stable, canary);
                if (course.Verdict.Outcome == false)
                {
                    throw new MeshException($"{course.Note.Service} {course.Note.Version} failed at {course.Note.Stage}: {course.Verdict.Reason}",
                        $"Look at its pods (deployment/{subject.CanaryName} stays until then), then --target=Abort; --target=Canary tries again from the first step.");
                }

                if (course.Verdict.Outcome == true && elapsed >= settings.Interval)
                {
                    return;
                }

                Show(course, settings.Interval - elapsed, stable, canary);
            }

            await Task.Delay(Glance, time, deadline.Token);
        }
    }

    private static async Task<CanaryVerdict> LookAsync(CanarySubject subject, TrafficCount count, CanarySettings settings, CancellationToken cancellation)
    {
        try
        {
            await count.LookAsync(cancellation);
        }
        catch (MeshException failure)
        {
            // Prometheus may be away for a while, as any pod; without it nothing is judged, and nothing passes.
            return new CanaryVerdict(null, failure.Message);
        }

        return CanaryGate.Judge(count.Of(subject.Stable.Name), count.Of(subject.CanaryName), settings);
    }

    private async Task RequireReadyAsync(CanarySubject subject, CancellationToken cancellation)
    {
        if (await _objects.FindSecondAsync(subject, cancellation) is not { } second || !RolloutState.Of(second).IsDone)
        {
            // The requests go back before anybody looks for the reason.
            await _objects.ShiftAsync(subject, CanaryStage.None, cancellation);
            var explanation = await new Diagnosis(cluster).ExplainAsync(subject.Stable.Namespace, [subject.Canary]);
            throw new MeshException(explanation.Cause, explanation.Remedy);
        }
    }

    private void Show(CanaryCourse course, TimeSpan left, Traffic stable, Traffic canary) => reporter.Waiting(new Dictionary<string, string>
    {
        [course.Step] = $"{course.Note.Stage}, {(left > TimeSpan.Zero ? $"{Math.Ceiling(left.TotalSeconds)}s left" : course.Verdict.Reason)}; "
            + $"{course.Note.Version}: {CanaryGate.Described(canary)}; {course.Note.EarlierVersion}: {CanaryGate.Described(stable)}",
    });

    private async Task TakeBackAsync(CanarySubject subject, CanaryCourse course)
    {
        var note = course.Note;
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            // Before its pods are there, nothing but the subsets may be: routes to them are for a later run to make.
            if (await _objects.FindSecondAsync(subject, patience.Token) is not null)
            {
                await _objects.ShiftAsync(subject, CanaryStage.None, patience.Token);
            }

            await _objects.NoteAsync(subject, note with { Phase = CanaryPhase.TakenBack }, patience.Token);
            reporter.Waiting(new Dictionary<string, string>());
            reporter.Say($"every request to {note.Service} goes to {note.EarlierVersion} again; measured at {note.Stage}: {course.Verdict.Reason}");
        }
        catch (Exception failure) when (failure is ClusterException or OperationCanceledException)
        {
            throw new MeshException($"{note.Service} {note.Version} could not be taken back: {failure.Message}", "Run --target=Abort as soon as the cluster answers.", failure);
        }
    }

    private async Task DrawAsync(MeshSettings settings, CanaryCurve curve)
    {
        if (curve.HasPoints)
        {
            var file = Path.Combine(settings.Output, $"canary-{curve.Note.Service}.svg");
            // An interrupted run has measured something, too.
            await CanaryReport.WriteAsync(file, curve, CancellationToken.None);
            reporter.Say($"the curve is in {Path.GetRelativePath(settings.Root, file)}");
        }
    }

    private TrafficCount Count(CanarySubject subject) => new(metrics, subject.Stable.Namespace, [subject.Stable.Name, subject.CanaryName]);
}
