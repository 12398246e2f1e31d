namespace MeshBuild.Mesh.Cluster;

/// <summary>How far a rollout is, by the rules of <c>kubectl rollout status</c>.</summary>
/// <param name="IsDone">Whether every replica is new and available.</param>
/// <param name="Text">How it stands, <c>1 of 2 ready</c>.</param>
public sealed record RolloutState(bool IsDone, string Text)
{
    /// <summary>Reads a Deployment, a StatefulSet or a DaemonSet.</summary>
    public static RolloutState Of(KubeObject workload)
    {
        if (Number(workload, "observedGeneration") < workload.Generation)
        {
            return new(false, "not looked at by its controller yet");
        }

        return workload.Kind switch
        {
            "DaemonSet" => Counted(Number(workload, "desiredNumberScheduled"),
                Number(workload, IsManual(workload) ? "desiredNumberScheduled" : "updatedNumberScheduled"), Number(workload, "numberAvailable"), 0),
            "StatefulSet" => Counted(Wanted(workload),
                IsManual(workload) ? Wanted(workload) : Number(workload, "updatedReplicas"), Number(workload, "readyReplicas"), 0),
            _ => Counted(Wanted(workload), Number(workload, "updatedReplicas"), Number(workload, "availableReplicas"),
                Number(workload, "replicas") - Number(workload, "updatedReplicas")),
        };
    }

    private static RolloutState Counted(long wanted, long updated, long available, long old) =>
        updated < wanted ? new(false, $"{updated} of {wanted} updated")
        : old > 0 ? new(false, $"{old} old pods are ending")
        : available < wanted ? new(false, $"{available} of {wanted} ready")
        : new(true, $"{available} of {wanted} ready");

    private static long Wanted(KubeObject workload) => (long?)workload.At("spec", "replicas") ?? 1;

    // Its pods are replaced by hand: what runs is what is wanted.
    private static bool IsManual(KubeObject workload) =>
        (string?)workload.At("spec", "updateStrategy", "type") == "OnDelete" || workload.At("spec", "updateStrategy", "rollingUpdate", "partition") is not null;

    private static long Number(KubeObject workload, string name) => (long?)workload.At("status", name) ?? 0;
}
