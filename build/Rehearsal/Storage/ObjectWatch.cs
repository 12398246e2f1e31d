using System.Threading.Channels;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>
/// A subscription: every event from its start on, in order, until it is disposed, <see cref="ObjectStore.CloseWatches"/> ends it,
/// or its reader is too far behind. What it was handed before its end can still be read.
/// </summary>
public sealed class ObjectWatch : IDisposable
{
    private readonly Channel<StoreEvent> _events;
    private readonly Action<ObjectWatch> _remove;
    private readonly string? _namespace;

    /// <summary>Begins with a backlog; after that as many events may wait to be read as there is room, null for any number.</summary>
    internal ObjectWatch(string? @namespace, IReadOnlyCollection<StoreEvent> backlog, int? room, Action<ObjectWatch> remove)
    {
        _namespace = @namespace;
        _remove = remove;
        _events = room is null
            ? Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true })
            : Channel.CreateBounded<StoreEvent>(new BoundedChannelOptions(backlog.Count + room.Value) { SingleReader = true, SingleWriter = true });
        foreach (var change in backlog)
        {
            TryOffer(change);
        }
    }

    public ChannelReader<StoreEvent> Events => _events.Reader;

    public IAsyncEnumerable<StoreEvent> ReadAllAsync(CancellationToken cancellation) => _events.Reader.ReadAllAsync(cancellation);

    public void Dispose()
    {
        _remove(this);
        Complete();
    }

    /// <summary>Hands over an event; when there is no room for it the watch ends here, as an event that is left out would go unnoticed.</summary>
    internal bool TryOffer(StoreEvent change)
    {
        if ((_namespace is not null && change.Object.Namespace != _namespace) || _events.Writer.TryWrite(change))
        {
            return true;
        }

        Complete();
        return false;
    }

    internal void Complete() => _events.Writer.TryComplete();
}
