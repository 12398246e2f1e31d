using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Mesh.Tests;

/// <summary>A clock that jumps over every short wait as it begins, so that what waits goes on at once and time passes by nothing else.</summary>
internal sealed class SteppingTimeProvider : FakeTimeProvider
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= TimeSpan.Zero && dueTime <= LongestStep)
        {
            Advance(dueTime);
        }

        return timer;
    }
}
