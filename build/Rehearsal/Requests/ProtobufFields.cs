using System.Buffers.Binary;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The fields of a message on the wire.</summary>
internal static class ProtobufFields
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;
    private const int LongestVarint = 10;

    /// <summary>Each field in turn: its number, and its number or its bytes.</summary>
    /// <exception cref="FormatException">The message ends in a field, or has a field of an unknown kind.</exception>
    public static IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Read(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var tag = Next(ref message);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case Varint:
                    yield return (field, Next(ref message), default);
                    break;
                case LengthDelimited:
                    yield return (field, 0, Take(ref message, Next(ref message)));
                    break;
                case Fixed64:
                    yield return (field, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, sizeof(ulong)).Span), default);
                    break;
                case Fixed32:
                    yield return (field, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, sizeof(uint)).Span), default);
                    break;
                default:
                    throw new FormatException($"a field of the kind {tag & 7} is not known");
            }
        }
    }

    private static ulong Next(ref ReadOnlyMemory<byte> message)
    {
        ulong value = 0;
        for (var index = 0; index < LongestVarint && index < message.Length; index++)
        {
            var part = message.Span[index];
            value |= (ulong)(part & 0x7f) << (7 * index);
            if (part < 0x80)
            {
                message = message[(index + 1)..];
                return value;
            }
        }

        throw new FormatException("a number does not end");
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> message, ulong length)
    {
        if (length > (ulong)message.Length)
        {
            throw new FormatException("the message ends in a field");
        }

        var taken = message[..(int)length];
        message = message[(int)length..];
        return taken;
    }
}
