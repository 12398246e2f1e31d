namespace MeshBuild.Rehearsal.Scenarios;

/// <summary>The scenario that a cluster plays just now: what is broken can be mended, and the other way round, while it runs.</summary>
public sealed class CurrentScenario(Scenario first)
{
    private volatile Scenario _scenario = first;

    /// <summary>Pods keep what befell them when they started; all else goes by this at once.</summary>
    public Scenario Value
    {
        get => _scenario;
        set => _scenario = value;
    }
}
