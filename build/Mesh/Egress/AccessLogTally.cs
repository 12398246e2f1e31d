using System.Buffers.Text;
using System.Text;

namespace MeshBuild.Mesh.Egress;

/// <summary>
/// Counts the calls that leave the mesh in the access log of one proxy. The memory that it takes grows with the destinations, not
/// with the lines.
/// </summary>
public sealed class AccessLogTally
{
    private const int BufferSize = 256 * 1024;
    private const int LongestHost = 255;

    private readonly Dictionary<string, Count> _counts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Count>.AlternateLookup<ReadOnlySpan<char>> _byText;

    public AccessLogTally() => _byText = _counts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many lines were read, empty ones left out.</summary>
    public long Lines { get; private set; }

    /// <summary>How many of them are no lines of an access log: a proxy writes others between them.</summary>
    public long Malformed { get; private set; }

    /// <summary>What was found.</summary>
    public IEnumerable<KeyValuePair<EgressDestination, EgressTraffic>> Found =>
        _counts.Values.Select(count => KeyValuePair.Create(count.Destination, count.Traffic));

    /// <summary>Reads a log to its end.</summary>
    /// <param name="log">The log, in UTF-8.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ReadAsync(Stream log, CancellationToken cancellation)
    {
        var buffer = new byte[BufferSize];
        var (held, skipping) = (0, false);
        while (await log.ReadAsync(buffer.AsMemory(held), cancellation) is > 0 and var read)
        {
            held += read;
            var taken = TakeLines(buffer.AsSpan(0, held), ref skipping);
            if (taken == 0 && held == buffer.Length)
            {
                // No line of a proxy is as long: the rest of it is left out.
                Malformed += skipping ? 0 : 1;
                Lines += skipping ? 0 : 1;
                (taken, skipping) = (held, true);
            }

            buffer.AsSpan(taken, held - taken).CopyTo(buffer);
            held -= taken;
        }

        if (!skipping)
        {
            Take(buffer.AsSpan(0, held));
        }
    }

    // How many bytes the whole lines have.
    private int TakeLines(ReadOnlySpan<byte> text, ref bool skipping)
    {
        var start = 0;
        while (text[start..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            if (!skipping)
            {
                Take(text.Slice(start, length));
            }

            skipping = false;
            start += length + 1;
        }

        return start;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.IsEmpty)
        {
            return;
        }

        Lines++;
        if (!AccessLogLine.TryParse(line, out var parsed))
        {
            Malformed++;
        }
        else if (IsOutside(parsed, out var kind, out var host, out var port, out var protocol))
        {
            Add(kind, protocol, host, port, parsed.Start);
        }
    }

    private static bool IsOutside(in AccessLogLine line, out EgressKind kind, out ReadOnlySpan<byte> host, out ReadOnlySpan<byte> port, out EgressProtocol protocol)
    {
        kind = EgressKind.Unmanaged;
        Split(line.LocalAddress, out var address, out port);
        var isNamed = !line.ServerName.SequenceEqual("-"u8);
        protocol = line.IsHttp ? EgressProtocol.Http : isNamed ? EgressProtocol.Tls : EgressProtocol.Tcp;
        host = isNamed ? line.ServerName : address;
        if (line.IsHttp)
        {
            // HTTP/1.0 may name no host.
            Split(line.Authority.SequenceEqual("-"u8) ? line.LocalAddress : line.Authority, out host, out _);
        }

        if (line.Cluster.StartsWith("outbound|"u8))
        {
            // outbound|443|subset|host
            kind = EgressKind.Managed;
            host = line.Cluster[(line.Cluster.LastIndexOf((byte)'|') + 1)..];
            port = line.Cluster["outbound|"u8.Length..];
            port = port[..Math.Max(0, port.IndexOf((byte)'|'))];
            return !host.EndsWith(".svc.cluster.local"u8);
        }

        kind = line.Cluster.SequenceEqual("BlackHoleCluster"u8) || line.Route.SequenceEqual("block_all"u8) ? EgressKind.Refused : EgressKind.Unmanaged;
        return kind == EgressKind.Refused || line.Cluster.SequenceEqual("PassthroughCluster"u8);
    }

    // A host or an address, and its port where it has one; an IPv6 address without its brackets.
    private static void Split(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out ReadOnlySpan<byte> port)
    {
        var colon = text.LastIndexOf((byte)':');
        var isPort = colon >= 0 && (text[..colon].IndexOf((byte)':') < 0 || (colon > 0 && text[colon - 1] == ']'));
        host = (isPort ? text[..colon] : text).Trim("[]"u8);
        port = isPort ? text[(colon + 1)..] : default;
    }

    private void Add(EgressKind kind, EgressProtocol protocol, ReadOnlySpan<byte> host, ReadOnlySpan<byte> port, ReadOnlySpan<byte> start)
    {
        if (host.Length > LongestHost || port.Length > 5)
        {
            Malformed++;
            return;
        }

        Span<char> key = stackalloc char[LongestHost + 8];
        key[0] = (char)('0' + (int)kind);
        key[1] = (char)('0' + (int)protocol);
        var length = 2 + Encoding.Latin1.GetChars(port, key[2..]);
        key[length++] = ' ';
        length += Encoding.Latin1.GetChars(host, key[length..]);
        if (!_byText.TryGetValue(key[..length], out var count))
        {
            count = new Count(new EgressDestination(kind, protocol, Encoding.UTF8.GetString(host).ToLowerInvariant(), Utf8Parser.TryParse(port, out int number, out _) ? number : 0));
            _byText[key[..length]] = count;
        }

        count.Add(start);
    }

    private sealed class Count(EgressDestination destination)
    {
        private byte[] _first = [];
        private byte[] _last = [];
        private long _calls;

        public EgressDestination Destination { get; } = destination;

        public EgressTraffic Traffic => new(_calls, Encoding.UTF8.GetString(_first), Encoding.UTF8.GetString(_last));

        // Times of one form compare as they are written.
        public void Add(ReadOnlySpan<byte> start)
        {
            _calls++;
            if (_calls == 1)
            {
                (_first, _last) = (start.ToArray(), start.ToArray());
            }
            else if (start.SequenceCompareTo(_last) > 0)
            {
                Keep(ref _last, start);
            }
            else if (start.SequenceCompareTo(_first) < 0)
            {
                Keep(ref _first, start);
            }
        }

        private static void Keep(ref byte[] kept, ReadOnlySpan<byte> start)
        {
            if (kept.Length != start.Length)
            {
                kept = new byte[start.Length];
            }

            start.CopyTo(kept);
        }
    }
}
