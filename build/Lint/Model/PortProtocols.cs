namespace MeshBuild.Lint.Model;

/// <summary>The protocols that a Service's port can name to Istio 1.10.</summary>
public static class PortProtocols
{
    /// <summary>What the part of a port's name before the first hyphen may be.</summary>
    public static IReadOnlyList<string> Names { get; } = ["http", "http2", "https", "grpc", "grpc-web", "tcp", "tls", "udp", "mongo", "mysql", "redis"];

    /// <summary>The protocol that a port's name begins with; null when it names none.</summary>
    public static string? OfName(string? name)
    {
        // The longer of grpc and grpc-web is asked first.
        for (var index = Names.Count - 1; name is not null && index >= 0; index--)
        {
            var protocol = Names[index];
            if (name.StartsWith(protocol, StringComparison.OrdinalIgnoreCase) && (name.Length == protocol.Length || name[protocol.Length] == '-'))
            {
                return protocol;
            }
        }

        return null;
    }

    /// <summary>The protocol that an appProtocol stands for; null when Istio does not know it.</summary>
    public static string? OfApp(string appProtocol) => Names.FirstOrDefault(name => name.Equals(appProtocol, StringComparison.OrdinalIgnoreCase));

    /// <summary>How the proxy treats a protocol: protocols of one kind go well together on a port.</summary>
    public static string FamilyOf(string protocol) => protocol.ToLowerInvariant() switch
    {
        "http" or "http2" or "grpc" or "grpc-web" => "HTTP",
        "https" or "tls" => "TLS",
        "udp" => "UDP",
        _ => "TCP",
    };
}
