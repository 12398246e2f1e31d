using System.Text;

namespace MeshBuild.Benchmarks.Egress;

/// <summary>A log that is made of a block of lines, again and again. It looks at the heap on its way.</summary>
internal sealed class GeneratedLog : Stream
{
    private const int BlockLines = 20_000;
    private readonly byte[] _block;
    private readonly long _rounds;
    private long _round;
    private int _at;

    /// <param name="lines">How many lines, a multiple of 20,000.</param>
    public GeneratedLog(long lines)
    {
        _rounds = lines / BlockLines;
        var text = new StringBuilder();
        for (var line = 0; line < BlockLines; line++)
        {
            text.Append(Line(line)).Append('\n');
        }

        _block = Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The calls by destination, for the whole log.</summary>
    public Dictionary<string, long> Expected { get; } = [];

    public long OtherLines { get; private set; }

    public long Bytes => _block.Length * _rounds;

    public long HeapEarly { get; private set; }

    public long HeapAtEnd { get; private set; }

    public long AllocatedEarly { get; private set; }

    public long AllocatedAtEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(Span<byte> buffer)
    {
        if (_at == _block.Length)
        {
            (_round, _at) = (_round + 1, 0);
            Look();
        }

        if (_round == _rounds)
        {
            return 0;
        }

        var length = Math.Min(buffer.Length, _block.Length - _at);
        _block.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Look()
    {
        if (_round == _rounds / 10)
        {
            (HeapEarly, AllocatedEarly) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetTotalAllocatedBytes());
        }
        else if (_round == _rounds)
        {
            (HeapAtEnd, AllocatedAtEnd) = (GC.GetTotalMemory(forceFullCollection: true), GC.GetTotalAllocatedBytes());
        }
    }

    // Of ten lines: four requests, three connections with a name, one without, one within the mesh, one of another form.
    private string Line(int number)
    {
        var (host, address) = ($"host{number % 500}.example.com", $"198.51.{number % 7}.{number % 250}:443");
        var start = $"2021-05-25T21:{number / 60 % 60:00}:{number % 60:00}.{number % 1000:000}Z";
        switch (number % 10)
        {
            case < 4:
                Expect($"{host}:80");
                return $"[{start}] \"GET /v1/items/{number}?page=2 HTTP/1.1\" 200 - via_upstream - \"-\" 0 1256 12 11 \"-\" \"a client/1.0 (of this benchmark)\" \"0a1b2c3d-1111-2222-3333-{number:000000000000}\" \"{host}\" \"203.0.113.7:80\" PassthroughCluster 10.0.0.7:41234 203.0.113.7:80 10.0.0.7:41232 - allow_any";
            case < 7:
                Expect($"{host}:443");
                return Connection(start, address, host);
            case 7:
                Expect(address);
                return Connection(start, address, "-");
            case 8:
                return $"[{start}] \"GET /ws HTTP/1.1\" 200 - via_upstream - \"-\" 0 56 2 1 \"-\" \"-\" \"0a1b2c3d-1111-2222-3333-444455556666\" \"car:8080\" \"10.0.0.9:8080\" outbound|8080||car.default.svc.cluster.local 10.0.0.7:41234 10.0.0.99:8080 10.0.0.7:41232 - default";
            default:
                OtherLines += _rounds;
                return $"{start} info Envoy proxy is ready";
        }
    }

    private static string Connection(string start, string address, string name) =>
        $"[{start}] \"- - -\" 0 - - - \"-\" 812 3021 150 - \"-\" \"-\" \"-\" \"-\" \"{address}\" PassthroughCluster 10.0.0.7:41234 {address} 10.0.0.7:41232 {name} -";

    private void Expect(string destination) => Expected[destination] = Expected.GetValueOrDefault(destination) + _rounds;
}
