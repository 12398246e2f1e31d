using System.Net;

namespace MeshSamples.Car;

/// <summary>Where car listens: an address, or null for every one; port 0 is any free one.</summary>
public sealed record CarOptions(IPAddress? Address, int HttpPort, int GrpcPort, string Version)
{
    /// <summary><c>HTTP_PORT</c> (8080), <c>GRPC_PORT</c> (9090) and <c>VERSION</c> (v1), on every address.</summary>
    public static CarOptions FromEnvironment() => new(
        null,
        Port("HTTP_PORT", 8080),
        Port("GRPC_PORT", 9090),
        Environment.GetEnvironmentVariable("VERSION") ?? "v1");

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
