using System.Net;

namespace MeshBuild.Mesh.Images;

/// <summary>A registry as <c>--registry</c> names it: <c>host[:port][/path]</c>; a path alone is one at Docker Hub.</summary>
/// <param name="Host">Host and port.</param>
/// <param name="Path">What stands before an image's name, or null.</param>
public sealed record RegistryAddress(string Host, string? Path)
{
    private const string DockerHub = "docker.io";

    /// <summary>The root of the registry's HTTP API: plain HTTP on loopback, HTTPS elsewhere, as the Docker engine does it.</summary>
    public Uri Api => new($"{(IsLoopback ? "http" : "https")}://{(Host == DockerHub ? "registry-1.docker.io" : Host)}/v2/");

    private bool IsLoopback
    {
        get
        {
            var host = new Uri($"http://{Host}").DnsSafeHost;
            return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        }
    }

    /// <summary>Parses the setting.</summary>
    /// <exception cref="ConfigurationException">It is not <c>host[:port][/path]</c>.</exception>
    public static RegistryAddress Parse(string registry)
    {
        var text = registry.TrimEnd('/');
        // With a name behind it, it must be a reference; "x" stands for any.
        if (!text.Contains("://", StringComparison.Ordinal)
            && ImageReference.TryParse($"{text}/x", out var reference)
            && Uri.TryCreate($"http://{reference.Registry ?? DockerHub}", UriKind.Absolute, out _))
        {
            var path = reference.Repository[..^1].TrimEnd('/');
            return new RegistryAddress(reference.Registry ?? DockerHub, path.Length == 0 ? null : path);
        }

        throw new ConfigurationException(
            $"'{registry}' is not a registry (--registry).",
            "Write host[:port][/path] without a scheme, such as registry.example.com/team or localhost:5000.");
    }

    /// <summary>The reference of an image at this registry.</summary>
    public ImageReference Reference(string name, string tag) => new(Host, Path is null ? name : $"{Path}/{name}", tag);
}
