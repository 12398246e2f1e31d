using System.Buffers.Binary;

namespace MeshBuild.Rehearsal.Pods.Spdy;

/// <summary>The server's side of SPDY/3.1, as far as kubectl and istioctl use it: streams that clients open, data, pings.</summary>
internal sealed class SpdyConnection(Stream transport) : IDisposable
{
    private const byte Final = 1;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly SpdyHeaders _headers = new();
    private readonly Dictionary<int, SpdyStream> _streams = [];

    /// <summary>Reads frames until the client closes the connection; each opened stream is accepted and handed over.</summary>
    public async Task RunAsync(Action<SpdyStream> opened, CancellationToken cancellation)
    {
        var head = new byte[8];
        while (await transport.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation) == head.Length)
        {
            var (flags, length) = (head[4], (head[5] << 16) | (head[6] << 8) | head[7]);
            var body = new byte[length];
            await transport.ReadExactlyAsync(body, cancellation);
            if ((head[0] & 0x80) == 0)
            {
                Data(BinaryPrimitives.ReadInt32BigEndian(head), body, isFinal: (flags & Final) != 0);
                continue;
            }

            switch ((head[2] << 8) | head[3])
            {
                case 1:
                    var stream = new SpdyStream(BinaryPrimitives.ReadInt32BigEndian(body), _headers.Read(body.AsSpan(10)));
                    _streams[stream.Id] = stream;
                    await WriteControlAsync(2, [.. body[..4], .. _headers.WriteEmpty()], cancellation);
                    opened(stream);
                    if ((flags & Final) != 0)
                    {
                        stream.End();
                    }

                    break;
                case 3 when _streams.Remove(BinaryPrimitives.ReadInt32BigEndian(body), out var reset):
                    reset.End();
                    break;
                case 6:
                    await WriteControlAsync(6, body, cancellation);
                    break;
            }
        }

        foreach (var stream in _streams.Values)
        {
            stream.End();
        }
    }

    public async Task WriteAsync(SpdyStream stream, ReadOnlyMemory<byte> data, bool isFinal, CancellationToken cancellation)
    {
        var frame = new byte[8 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, stream.Id);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), data.Length);
        frame[4] = isFinal ? Final : (byte)0;
        data.CopyTo(frame.AsMemory(8));
        await WriteAsync(frame, cancellation);
    }

    public void Dispose()
    {
        _headers.Dispose();
        _writing.Dispose();
    }

    private void Data(int id, byte[] body, bool isFinal)
    {
        if (_streams.TryGetValue(id, out var stream))
        {
            stream.Receive(body);
            if (isFinal)
            {
                stream.End();
            }
        }
    }

    private Task WriteControlAsync(byte type, byte[] body, CancellationToken cancellation)
    {
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length);
        (frame[0], frame[1], frame[3]) = (0x80, 3, type);
        body.CopyTo(frame, 8);
        return WriteAsync(frame, cancellation);
    }

    private async Task WriteAsync(byte[] frame, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            await transport.WriteAsync(frame, cancellation);
            await transport.FlushAsync(cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }
}
