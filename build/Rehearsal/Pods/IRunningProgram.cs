namespace MeshBuild.Rehearsal.Pods;

/// <summary>A program in place of a pod's container; disposing it ends it.</summary>
public interface IRunningProgram : IAsyncDisposable
{
    /// <summary>
    /// Where the container's port is served on the loopback interface: <c>https://127.0.0.1:41234</c>; null for a port that it does
    /// not serve.
    /// </summary>
    Uri? Address(int port);
}
