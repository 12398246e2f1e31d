using System.Globalization;
using System.Net;

namespace MeshBuild.Rehearsal.Validation.Network;

/// <summary>Ranges of addresses, <c>10.0.0.0/8</c>, whose address may lie anywhere in them.</summary>
internal static class AddressRange
{
    public static bool IsRange(string text) => Read(text) is not null;

    /// <summary>The network and its length; null when it is no range.</summary>
    public static (byte[] Network, int Length)? Read(string text)
    {
        if (text.Trim().Split('/') is not [var address, var bits] || !IPAddress.TryParse(address, out var parsed)
            || !int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var network = parsed.GetAddressBytes();
        return length <= network.Length * 8 ? (Masked(network, length), length) : null;
    }

    /// <summary>Whether a range lies in another and is smaller.</summary>
    public static bool IsInside((byte[] Network, int Length) inner, (byte[] Network, int Length) outer) =>
        inner.Length > outer.Length && inner.Network.Length == outer.Network.Length && Masked(inner.Network, outer.Length).AsSpan().SequenceEqual(outer.Network);

    private static byte[] Masked(byte[] address, int length) =>
        [.. address.Select((part, index) => (byte)(part & (0xFF << (8 - Math.Clamp(length - (index * 8), 0, 8)))))];
}
