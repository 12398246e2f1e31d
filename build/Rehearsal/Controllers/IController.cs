namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Something that the cluster does by itself. One that fails ends the cluster.</summary>
public interface IController
{
    /// <summary>Runs until it is cancelled.</summary>
    Task RunAsync(CancellationToken cancellation);
}
