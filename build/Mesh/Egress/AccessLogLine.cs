namespace MeshBuild.Mesh.Egress;

/// <summary>
/// A line of a proxy's access log, as the profiles of Istio 1.10 write it: 22 fields, of which those are kept that tell where a call
/// went. Read from both ends, for what stands between may hold anything: a path and a user agent are the caller's own words.
/// </summary>
public readonly ref struct AccessLogLine
{
    /// <summary>When the call began, <c>2021-05-25T21:33:12.123Z</c>.</summary>
    public ReadOnlySpan<byte> Start { get; private init; }

    /// <summary>Whether it is an HTTP request; else it is a connection, of which only the bytes are known.</summary>
    public bool IsHttp { get; private init; }

    /// <summary>The host that the request names, <c>example.com:8080</c>; <c>-</c> for a connection.</summary>
    public ReadOnlySpan<byte> Authority { get; private init; }

    /// <summary>The cluster of Envoy that it went to: <c>outbound|443||example.com</c>, <c>PassthroughCluster</c>, <c>BlackHoleCluster</c>, <c>-</c>.</summary>
    public ReadOnlySpan<byte> Cluster { get; private init; }

    /// <summary>The address that the caller had asked for, <c>93.184.216.34:443</c>.</summary>
    public ReadOnlySpan<byte> LocalAddress { get; private init; }

    /// <summary>The server name of a TLS connection; <c>-</c> when it is not known.</summary>
    public ReadOnlySpan<byte> ServerName { get; private init; }

    /// <summary>The route's name, <c>allow_any</c>, <c>block_all</c>, <c>default</c>; <c>-</c> for a connection.</summary>
    public ReadOnlySpan<byte> Route { get; private init; }

    /// <summary>Reads a line without its end; false when it is none of an access log.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out AccessLogLine parsed)
    {
        parsed = default;
        // [start] "METHOD PATH PROTOCOL" code …
        if (line.Length < 2 || line[0] != '[' || line.IndexOf("] \""u8) is not (> 1 and var bracket))
        {
            return false;
        }

        // … "request-id" "authority" "upstream_host" cluster upstream_local downstream_local downstream_remote sni route
        var quote = line.LastIndexOf("\" "u8);
        var quoted = line[..(quote + 1)];
        var plain = line[(quote + 2)..];
        if (quote < bracket + 3 || !Quoted(ref quoted, out _) || !Quoted(ref quoted, out var authority) || !Quoted(ref quoted, out _)
            || !Word(ref plain, out var cluster) || !Word(ref plain, out _) || !Word(ref plain, out var local) || !Word(ref plain, out _)
            || !Word(ref plain, out var name) || plain.IsEmpty)
        {
            return false;
        }

        parsed = new AccessLogLine
        {
            Start = line[1..bracket],
            IsHttp = !line[(bracket + 2)..].StartsWith("\"- - -\""u8),
            Authority = authority,
            Cluster = cluster,
            LocalAddress = local,
            ServerName = name,
            Route = plain,
        };
        return true;
    }

    // Takes the last field, which is quoted and holds no space.
    private static bool Quoted(scoped ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> field)
    {
        var space = line.LastIndexOf((byte)' ');
        field = line[(space + 1)..];
        if (space < 0 || field.Length < 2 || field[0] != '"' || field[^1] != '"')
        {
            return false;
        }

        field = field[1..^1];
        line = line[..space];
        return true;
    }

    // Takes the first word.
    private static bool Word(scoped ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> word)
    {
        var space = line.IndexOf((byte)' ');
        word = space > 0 ? line[..space] : default;
        line = space > 0 ? line[(space + 1)..] : default;
        return space > 0;
    }
}
