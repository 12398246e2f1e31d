using MeshBuild.Rehearsal.Pods;
using MeshBuild.Rehearsal.Scenarios;

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

    /// <summary>From a pod's deletion until it is gone; its grace period when that is shorter.</summary>
    public TimeSpan PodStopDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>From a deleted namespace's being empty until it is gone.</summary>
    public TimeSpan NamespaceStopDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The addresses that Services of type LoadBalancer get, one after another and then from the start; empty leaves them pending.</summary>
    public IReadOnlyList<string> LoadBalancerAddresses { get; init; } = ["192.0.2.100"];

    /// <summary>What goes wrong on purpose, to begin with.</summary>
    public Scenario Scenario { get; init; } = Scenario.None;

    /// <summary>Programs that run inside this process while a pod of theirs runs, so that the pod's ports answer.</summary>
    public IReadOnlyList<PodProgram> Programs { get; init; } = [];
}
