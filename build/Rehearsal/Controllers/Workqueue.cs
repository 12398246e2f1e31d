using System.Threading.Channels;
using MeshBuild.Rehearsal.Pipeline;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>
/// What a controller still has to look at. A key waits at most once and is never worked on twice at a time; one that the
/// server refused comes again, later each time.
/// </summary>
internal sealed class Workqueue<TKey>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _running = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly Dictionary<TKey, (DateTimeOffset Due, ITimer Timer)> _later = [];

    /// <summary>At once, or when the work on it that is under way ends.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (_waiting.Add(key) && !_running.Contains(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>After a while; of several such wishes the earliest counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_lock)
        {
            var due = time.GetUtcNow() + delay;
            if (_later.TryGetValue(key, out var earlier))
            {
                if (earlier.Due <= due)
                {
                    return;
                }

                earlier.Timer.Dispose();
            }

            _later[key] = (due, time.CreateTimer(_ => Elapsed(key), null, delay, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Works until it is cancelled; what fails otherwise than by a refusal of the server ends it.</summary>
    public Task RunAsync(int workers, Func<TKey, CancellationToken, Task> work, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            _ready.Reader.ReadAllAsync(cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
            async (key, inner) => await WorkAsync(key, work, inner));

    /// <summary>Works, and observes what there is to do, until it is cancelled or one of both ends.</summary>
    public async Task RunAsync(int workers, Func<TKey, CancellationToken, Task> work, Func<CancellationToken, Task> observe, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var both = new[] { RunAsync(workers, work, stopping.Token), observe(stopping.Token) };
        await Task.WhenAny(both);
        await stopping.CancelAsync();
        await Task.WhenAll(both);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (_, timer) in _later.Values)
            {
                timer.Dispose();
            }

            _later.Clear();
        }
    }

    private async Task WorkAsync(TKey key, Func<TKey, CancellationToken, Task> work, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _waiting.Remove(key);
            _running.Add(key);
        }

        try
        {
            await work(key, cancellation);
            lock (_lock)
            {
                _failures.Remove(key);
            }
        }
        catch (ApiException)
        {
            // The state that made the server refuse may pass: the controller comes back to it.
            AddAfter(key, NextDelay(key));
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(key);
                if (_waiting.Contains(key))
                {
                    _ready.Writer.TryWrite(key);
                }
            }
        }
    }

    private TimeSpan NextDelay(TKey key)
    {
        lock (_lock)
        {
            var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            return TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << Math.Min(failures - 1, 20)));
        }
    }

    private void Elapsed(TKey key)
    {
        lock (_lock)
        {
            if (_later.Remove(key, out var entry))
            {
                entry.Timer.Dispose();
            }
        }

        Add(key);
    }
}
