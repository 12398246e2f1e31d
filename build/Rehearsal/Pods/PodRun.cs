namespace MeshBuild.Rehearsal.Pods;

/// <summary>Where a pod is on its way. Only the one look at a time that the kubelet takes at it touches this.</summary>
internal sealed class PodRun(string uid, PodFate fate, string address)
{
    public string Uid => uid;
    public PodFate Fate => fate;
    public string Address => address;
    public PodStage Stage { get; set; }

    /// <summary>When the next stage is due; null when nothing is.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>How often the first container ended or its image was not there.</summary>
    public int Failures { get; set; }

    /// <summary>When the first container started.</summary>
    public string StartedAt { get; set; } = "";

    /// <summary>When the pod's end is due; set from its deletion on.</summary>
    public DateTimeOffset? EndDue { get; set; }
}

/// <summary>What is to be done next with a pod.</summary>
internal enum PodStage
{
    Accept,
    Start,
    PullAgain,
    Crash,
    Probe,
    Complete,
    Settled,
}
