using System.Text;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The wire format, as far as the OpenAPI document needs it: strings, flags and messages by field number.</summary>
internal sealed class ProtobufWriter
{
    private const int LengthDelimited = 2;
    private readonly MemoryStream _stream = new();

    public ReadOnlyMemory<byte> Written => _stream.GetBuffer().AsMemory(0, (int)_stream.Length);

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Flag(int field, bool value)
    {
        if (value)
        {
            Varint((uint)field << 3);
            _stream.WriteByte(1);
        }
    }

    public void Message(int field, Action<ProtobufWriter> content)
    {
        var inner = new ProtobufWriter();
        content(inner);
        Bytes(field, inner.Written.Span);
    }

    private void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((uint)field << 3) | LengthDelimited);
        Varint((uint)value.Length);
        _stream.Write(value);
    }

    private void Varint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _stream.WriteByte((byte)(value | 0x80));
        }

        _stream.WriteByte((byte)value);
    }
}
