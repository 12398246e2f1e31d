using System.Threading.Channels;

namespace MeshBuild.Rehearsal.Pods.Spdy;

/// <summary>A stream that the client opened.</summary>
internal sealed record SpdyStream(int Id, IReadOnlyDictionary<string, string> Headers)
{
    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();

    /// <summary>What the client sends; complete when it closes its half.</summary>
    public ChannelReader<byte[]> Received => _received.Reader;

    public void Receive(byte[] data) => _received.Writer.TryWrite(data);

    public void End() => _received.Writer.TryComplete();
}
