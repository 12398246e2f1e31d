using System.Net;

namespace MeshSamples.Gateway;

/// <summary>Where the gateway listens (an address, or null for every one; port 0 is any free one) and where it finds car.</summary>
public sealed record GatewayOptions(IPAddress? Address, int HttpPort, Uri Car, string Version)
{
    /// <summary><c>HTTP_PORT</c> (8080), <c>CAR_ADDRESS</c> (http://car:8080) and <c>VERSION</c> (v1), on every address.</summary>
    public static GatewayOptions FromEnvironment() => new(
        null,
        Port("HTTP_PORT", 8080),
        CarAddress(Environment.GetEnvironmentVariable("CAR_ADDRESS") ?? "http://car:8080"),
        Environment.GetEnvironmentVariable("VERSION") ?? "v1");

    private static Uri CarAddress(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new InvalidOperationException($"CAR_ADDRESS is '{value}', which is not an http address.");

    private static int Port(string name, int otherwise)
    {
        var value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(value))
        {
            return otherwise;
        }

        return ushort.TryParse(value, out var port)
            ? port
            : throw new InvalidOperationException($"{name} is '{value}', which is not a port.");
    }
}
