namespace MeshBuild.Benchmarks.Scale;

/// <summary>The figures of a round. Times are wall-clock seconds, those named Cpu seconds of processor time.</summary>
internal sealed record RoundResult
{
    public double Start { get; init; }

    /// <summary>The run of kubectl apply.</summary>
    public double Applied { get; init; }

    /// <summary>From the start of kubectl apply until every Deployment was available.</summary>
    public double Ready { get; init; }

    /// <summary>From the start of kubectl apply until the end of kubectl get.</summary>
    public double Listed { get; init; }

    /// <summary>What the cluster's process used in that time.</summary>
    public double ServerCpu { get; init; }

    /// <summary>What kubectl used, both runs.</summary>
    public double KubectlCpu { get; init; }

    /// <summary>What the process with the watches used.</summary>
    public double WatchesCpu { get; init; }

    public double ConfigMapsCreated { get; init; }
    public double ConfigMapsListed { get; init; }

    /// <summary>The largest resident set of the cluster's process in the whole round, in MB of a million bytes.</summary>
    public double PeakMemory { get; init; }

    public int Watches { get; init; }
    public long Events { get; init; }
    public long Bookmarks { get; init; }

    /// <summary>What was not as it should be.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public override string ToString() =>
        $"start {Start:0.00} s; applied {Applied:0.0} s, ready {Ready:0.0} s, listed {Listed:0.0} s "
        + $"(CPU: cluster {ServerCpu:0.0} s, kubectl {KubectlCpu:0.0} s, watches {WatchesCpu:0.0} s); "
        + $"ConfigMaps created {ConfigMapsCreated:0.0} s, listed {ConfigMapsListed:0.00} s; peak {PeakMemory:0} MB; "
        + $"{Watches} watches, {Events:N0} events, {Bookmarks} bookmarks, {Faults.Count} faults";
}
