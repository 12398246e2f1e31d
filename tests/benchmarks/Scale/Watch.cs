using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>An open watch and all that it saw. It begins where a list of its type ended, as an informer's does.</summary>
internal sealed class Watch(WatchedType type, WatchFilter filter)
{
    private readonly List<WatchedEvent> _events = [];
    private string? _end;

    public WatchedType Type => type;
    public WatchFilter Filter => filter;

    /// <summary>The version after which what it saw counts.</summary>
    public long Since { get; private set; }

    /// <summary>What it saw, bookmarks and all. To be read once it has ended.</summary>
    public IReadOnlyList<WatchedEvent> Events => _events;

    /// <summary>Why it ended before it was told to; null when it did not.</summary>
    public string? End => _end;

    /// <summary>Whether others are measured by it: it is told of what there is before, and reads of every event which object it is about.</summary>
    public bool IsReference { get; init; }

    /// <summary>Called with every event.</summary>
    public Action<WatchedEvent>? Seen { get; init; }

    /// <summary>Opens it, and hands back its reading, which goes on until it is cancelled.</summary>
    public async Task<Task> OpenAsync(ApiClient client, CancellationToken cancellation)
    {
        var list = await client.GetAsync($"{type.Path}?limit=1", cancellation);
        Since = long.Parse(list["metadata"]!["resourceVersion"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        var start = IsReference ? "" : $"&resourceVersion={Since}";
        var stream = await client.StreamAsync($"{type.Path}?watch=1&allowWatchBookmarks=true{start}{filter.Query}", cancellation);
        return Task.Run(() => ReadAsync(stream, cancellation), CancellationToken.None);
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16384));
        try
        {
            while (await pipe.ReadAsync(cancellation) is { IsCompleted: false } read)
            {
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    var item = WatchedEvent.Read(rest.Slice(0, end), IsReference);
                    _events.Add(item);
                    Seen?.Invoke(item);
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                pipe.AdvanceTo(rest.Start, rest.End);
            }

            _end = "closed by the server";
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // It was told to end.
        }
        catch (IOException failure)
        {
            _end = failure.Message;
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }
}
