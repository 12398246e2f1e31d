using System.Threading.Channels;

namespace MeshBuild.Rehearsal.Storage;

/// <summary>A subscription: every event from its start on, in order, until it is disposed or <see cref="ObjectStore.CloseWatches"/> ends it.</summary>
public sealed class ObjectWatch : IDisposable
{
    private readonly Channel<StoreEvent> _events = Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Action<ObjectWatch> _remove;
    private readonly string? _namespace;

    internal ObjectWatch(string? @namespace, Action<ObjectWatch> remove)
    {
        _namespace = @namespace;
        _remove = remove;
    }

    public ChannelReader<StoreEvent> Events => _events.Reader;

    public IAsyncEnumerable<StoreEvent> ReadAllAsync(CancellationToken cancellation) => _events.Reader.ReadAllAsync(cancellation);

    public void Dispose()
    {
        _remove(this);
        _events.Writer.TryComplete();
    }

    internal void Offer(StoreEvent change)
    {
        if (_namespace is null || change.Object.Namespace == _namespace)
        {
            _events.Writer.TryWrite(change);
        }
    }

    internal void Complete() => _events.Writer.TryComplete();
}
