namespace MeshBuild.Mesh;

/// <summary>
/// The one deadline of a run. <see cref="Token"/> is cancelled when it is reached or when the run is interrupted;
/// <see cref="Reached"/> tells which of the two it was.
/// </summary>
public sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;
    private readonly TimeProvider _time;
    private readonly long _start;

    /// <param name="total">The whole time of the run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="interruption">Cancelled by Ctrl-C or SIGTERM.</param>
    public Deadline(TimeSpan total, TimeProvider time, CancellationToken interruption = default)
    {
        Total = total;
        _time = time;
        _start = time.GetTimestamp();
        _timer = new CancellationTokenSource(total, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, interruption);
    }

    /// <summary>The whole time of the run (<c>--timeout</c>).</summary>
    public TimeSpan Total { get; }

    /// <summary>What is left of it, never negative.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = Total - _time.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the time is up (an interruption alone does not count).</summary>
    public bool Reached => _timer.IsCancellationRequested;

    /// <summary>Cancelled at the deadline or by an interruption.</summary>
    public CancellationToken Token => _either.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
