namespace MeshBuild.Mesh.Tests.Downloads;

/// <summary>A clock on which every wait is over at once; limits of a minute and more do not run out.</summary>
public sealed class ImpatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= TimeSpan.FromSeconds(60) ? dueTime : TimeSpan.Zero, period);
}
