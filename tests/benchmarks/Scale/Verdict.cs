namespace MeshBuild.Benchmarks.Scale;

/// <summary>The rounds against their limits. The best one counts: what else the machine does makes others slower, never faster.</summary>
internal sealed class Verdict(IReadOnlyList<RoundResult> rounds)
{
    /// <summary>Whether everything is within its limit.</summary>
    public bool Print(TextWriter output)
    {
        var faults = rounds.Sum(round => round.Faults.Count);
        output.WriteLine($"watches: {rounds.Sum(round => round.Events):N0} events, {faults} faults");
        return new[]
        {
            Line(output, "start-up", "s", round => round.Start, 0.5),
            Line(output, "applied, ready and listed", "s", round => round.Listed, 60),
            Line(output, "peak memory", "MB", round => round.PeakMemory, 600),
            faults == 0,
        }.All(isMet => isMet);
    }

    private bool Line(TextWriter output, string name, string unit, Func<RoundResult, double> figure, double limit)
    {
        var sorted = rounds.Select(figure).Order().ToList();
        var (best, median) = (sorted[0], (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2);
        output.WriteLine($"{name}: best {best:0.00} {unit}, median {median:0.00} {unit} of {sorted.Count} (limit {limit} {unit}){(best > limit ? " MISSED" : "")}");
        return best <= limit;
    }
}
