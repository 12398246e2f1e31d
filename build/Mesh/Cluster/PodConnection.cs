using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace MeshBuild.Mesh.Cluster;

/// <summary>
/// The bytes to and from a port of a pod, in the messages of <c>v4.channel.k8s.io</c>. The protocol has no half of a connection:
/// whoever closes it ends both directions.
/// </summary>
/// <param name="socket">The WebSocket, which the connection owns.</param>
/// <param name="what">What is connected, for messages.</param>
internal sealed class PodConnection(WebSocket socket, string what) : Stream
{
    public const string Protocol = "v4.channel.k8s.io";
    private const byte Data = 0;
    private const byte Error = 1;

    // The first bytes on each channel are the port's number.
    private const int PortLength = 2;
    private const int LargestMessage = 32 * 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
    private readonly byte[] _buffer = new byte[LargestMessage];
    private readonly int[] _portBytes = [PortLength, PortLength];
    private readonly StringBuilder _error = new();
    private ReadOnlyMemory<byte> _received;
    private byte? _channel;
    private bool _hasEnded;

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    /// <exception cref="ClusterException">The server says that the port cannot be reached.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_received.IsEmpty && !_hasEnded)
        {
            await ReceiveAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _received.Length);
        _received[..count].CopyTo(buffer);
        _received = _received[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // One frame each: Kubernetes takes every frame for a message.
        var message = ArrayPool<byte>.Shared.Rent(LargestMessage);
        try
        {
            message[0] = Data;
            while (!buffer.IsEmpty)
            {
                var count = Math.Min(buffer.Length, LargestMessage - 1);
                buffer[..count].CopyTo(message.AsMemory(1));
                await socket.SendAsync(message.AsMemory(0, count + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
                buffer = buffer[count..];
            }
        }
        catch (WebSocketException failure)
        {
            throw BrokenOff(failure);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Every write is sent at once.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
            // The other side is gone, and nothing is left to be closed.
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        ValueWebSocketReceiveResult part;
        try
        {
            part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellation);
        }
        catch (WebSocketException failure)
        {
            throw BrokenOff(failure);
        }

        if (part.MessageType == WebSocketMessageType.Close)
        {
            _hasEnded = true;
            return;
        }

        Take(_buffer.AsMemory(0, part.Count));
        if (part.EndOfMessage)
        {
            _channel = null;
            if (_error.Length > 0)
            {
                throw new ClusterException($"{what}: {_error}", null, "", "See that the program in the pod listens on that port.");
            }
        }
    }

    private void Take(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_channel is null)
        {
            _channel = bytes.Span[0];
            bytes = bytes[1..];
        }

        if (_channel is not (Data or Error))
        {
            return;
        }

        ref var portBytes = ref _portBytes[_channel.Value];
        var skipped = Math.Min(portBytes, bytes.Length);
        portBytes -= skipped;
        bytes = bytes[skipped..];
        if (_channel == Data)
        {
            _received = bytes;
        }
        else
        {
            _error.Append(Encoding.UTF8.GetString(bytes.Span));
        }
    }

    private IOException BrokenOff(WebSocketException failure) => new($"{what}: the connection broke off: {failure.Message}", failure);
}
