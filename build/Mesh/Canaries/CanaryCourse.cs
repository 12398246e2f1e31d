namespace MeshBuild.Mesh.Canaries;

/// <summary>How far a run of a canary is, and what it has found.</summary>
/// <param name="note">The canary as the run found it.</param>
/// <param name="start">When the run began.</param>
internal sealed class CanaryCourse(CanaryNote note, DateTimeOffset start)
{
    private static readonly CanaryVerdict Nothing = new(null, "nothing was measured");

    /// <summary>The canary as it is by now.</summary>
    public CanaryNote Note { get; set; } = note;

    /// <summary><c>step 2 of 4</c>.</summary>
    public string Step { get; private set; } = "";

    /// <summary>What the last look says of the stage.</summary>
    public CanaryVerdict Verdict { get; set; } = Nothing;

    /// <summary>Every look.</summary>
    public CanaryCurve Curve { get; } = new(note, start);

    /// <summary>Goes on to a stage, of which nothing is known yet.</summary>
    public void Begin(CanaryStage stage, string step)
    {
        Note = Note with { Phase = CanaryPhase.Stepping, Stage = stage };
        Step = step;
        Verdict = Nothing;
    }
}
