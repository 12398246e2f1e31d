namespace MeshBuild.Rehearsal;

/// <summary>How a rehearsal cluster behaves.</summary>
public sealed record RehearsalOptions
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>From a pod's creation until its containers are ready.</summary>
    public TimeSpan PodStartDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>From the creation of a CustomResourceDefinition until it is established and served.</summary>
    public TimeSpan EstablishDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What /version says.</summary>
    public string Version { get; init; } = "v1.20.2";

    /// <summary>How many events of each type a watch can go back.</summary>
    public int HistoryLength { get; init; } = 4096;

    public string NodeName { get; init; } = "node1";
    public string NodeAddress { get; init; } = "192.0.2.2";
}
