namespace MeshBuild.Benchmarks.Scale;

/// <summary>Tells from a watch of Deployments when all are available.</summary>
internal sealed class Readiness(int deployments)
{
    private readonly HashSet<string> _ready = [];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task All => _all.Task;

    public void See(WatchedEvent seen)
    {
        if (seen.Object is { AvailableReplicas: RoundSize.Replicas } deployment && _ready.Add(deployment.Name) && _ready.Count == deployments)
        {
            _all.SetResult();
        }
    }
}
