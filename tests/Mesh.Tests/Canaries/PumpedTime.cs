using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MeshBuild.Mesh.Tests.Canaries;

/// <summary>A clock that goes on by just what is waited for, as soon as it is; only short waits count, no deadline.</summary>
internal sealed class PumpedTime() : FakeTimeProvider(new DateTimeOffset(2021, 6, 1, 12, 0, 0, TimeSpan.Zero))
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= Longest)
        {
            _waits.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    /// <summary>Lets the work go on to its end.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        var running = Task.Run(work);
        while (!running.IsCompleted)
        {
            var wait = _waits.Reader.WaitToReadAsync().AsTask();
            await Task.WhenAny(running, wait);
            while (_waits.Reader.TryRead(out var due))
            {
                Advance(due);
            }
        }

        await running;
    }
}
