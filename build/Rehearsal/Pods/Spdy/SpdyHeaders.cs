using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MeshBuild.Rehearsal.Pods.Spdy;

/// <summary>Reads the header blocks of one connection, which are one zlib stream, and writes blocks without compression.</summary>
internal sealed class SpdyHeaders : IDisposable
{
    private const int ZlibHeader = 6;
    private readonly MemoryStream _compressed = new();
    private readonly DeflateStream _inflating;
    private bool _started;
    private bool _wrote;

    public SpdyHeaders() => _inflating = new DeflateStream(_compressed, CompressionMode.Decompress);

    public IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        if (!_started)
        {
            _started = true;
            // The library takes no preset dictionary: it is fed as a first block as it stands, and its output dropped.
            var dictionary = SpdyDictionary.Bytes();
            Feed([.. Stored(dictionary), .. block[ZlibHeader..]]);
            _inflating.ReadExactly(new byte[dictionary.Length]);
        }
        else
        {
            Feed(block);
        }

        var headers = new Dictionary<string, string>();
        var count = Number();
        for (var index = 0; index < count; index++)
        {
            var name = Word();
            headers[name] = Word();
        }

        return headers;
    }

    /// <summary>A block without headers, for replies.</summary>
    public byte[] WriteEmpty()
    {
        // The empty block at the end is a flush: Go's reader hands out nothing before it.
        byte[] zlib = _wrote ? [] : [0x78, 0x01];
        byte[] block = [.. zlib, .. Stored(new byte[4]), .. Stored([])];
        _wrote = true;
        return block;
    }

    public void Dispose() => _inflating.Dispose();

    private static byte[] Stored(byte[] content)
    {
        var block = new byte[content.Length + 5];
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~content.Length);
        content.CopyTo(block, 5);
        return block;
    }

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        var position = _compressed.Position;
        _compressed.SetLength(position);
        _compressed.Write(bytes);
        _compressed.Position = position;
    }

    private int Number()
    {
        var bytes = new byte[4];
        _inflating.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private string Word()
    {
        var bytes = new byte[Number()];
        _inflating.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
