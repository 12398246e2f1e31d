using System.Net;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;
using Polly.Timeout;

namespace MeshBuild.Mesh.Images;

/// <summary>Finds a missing registry login before work is put into images that could not be pushed.</summary>
/// <param name="registry">Asks the registry.</param>
/// <param name="docker">Logs in.</param>
/// <param name="reporter">Gets what was done.</param>
/// <param name="environment">Gives an environment variable's value or null.</param>
public sealed class RegistryLogin(RegistryClient registry, IDocker docker, IReporter reporter, Func<string, string?> environment)
{
    /// <summary>Looks whether the login that a push needs is there; changes nothing (for Doctor).</summary>
    /// <exception cref="ConfigurationException">The registry setting, the credentials or Docker's configuration are wrong.</exception>
    public async Task<RegistryLoginCheck> CheckAsync(MeshSettings settings, CancellationToken cancellation)
    {
        if (settings.Registry is null)
        {
            return new(RegistryLoginState.NotNeeded, "no registry is set: images stay on the Docker engine");
        }

        var address = RegistryAddress.Parse(settings.Registry);
        if (!settings.Push)
        {
            return new(RegistryLoginState.NotNeeded, "--push=false: images stay on the Docker engine");
        }

        HttpStatusCode status;
        try
        {
            status = await registry.PingAsync(address, cancellation);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException)
        {
            return new(
                RegistryLoginState.Unreachable,
                $"the registry {address.Host} does not answer at {address.Api}: {exception.Message}",
                $"Start the registry or correct --registry; behind a proxy set HTTPS_PROXY and NO_PROXY.");
        }

        if (status != HttpStatusCode.Unauthorized)
        {
            return new(RegistryLoginState.Open, $"the registry {address.Host} asks for no login");
        }

        if (RegistryCredentials.Read(environment) is { } credentials)
        {
            return new(RegistryLoginState.Present, $"the registry {address.Host} asks for a login: {credentials.User}, from the environment");
        }

        var config = DockerConfig.Read(environment);
        return config.HasLogin(address.Host)
            ? new(RegistryLoginState.Present, $"the registry {address.Host} asks for a login: Docker has one ({config.File})")
            : new(
                RegistryLoginState.Missing,
                $"the registry {address.Host} asks for a login, and neither the environment nor Docker has one",
                $"Set MESH_REGISTRY_USER and MESH_REGISTRY_PASSWORD, or run: docker login {address.Host}");
    }

    /// <summary>Sees to the login before the first build: logs in with the environment's credentials, if there are any.</summary>
    /// <exception cref="MeshException">The login is missing or refused.</exception>
    public async Task EnsureAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var check = await CheckAsync(settings, cancellation);
        switch (check.State)
        {
            case RegistryLoginState.Missing:
                throw new MeshException(Sentence(check.Message), check.Remedy);
            case RegistryLoginState.Unreachable:
                // Only the push decides: an engine on another machine has another way to the registry.
                reporter.Warn(Sentence(check.Message));
                break;
            default:
                break;
        }

        if (check.State is RegistryLoginState.Present or RegistryLoginState.Unreachable
            && RegistryCredentials.Read(environment) is { } credentials)
        {
            await LogInAsync(RegistryAddress.Parse(settings.Registry!), credentials, cancellation);
        }
    }

    private static string Sentence(string message) => $"{char.ToUpperInvariant(message[0])}{message[1..]}.";

    private async Task LogInAsync(RegistryAddress address, RegistryCredentials credentials, CancellationToken cancellation)
    {
        var output = await docker.LoginAsync(address.Host, credentials.User, credentials.Password, cancellation);
        if (!output.Succeeded)
        {
            var said = output.StandardError.Trim().Replace(credentials.Password, "***", StringComparison.Ordinal);
            throw new MeshException(
                $"The registry {address.Host} refused the login of {credentials.User}: {said}",
                "Check MESH_REGISTRY_USER and MESH_REGISTRY_PASSWORD.");
        }

        reporter.Detail($"logged in to {address.Host} as {credentials.User}");
    }
}
