using Microsoft.AspNetCore.Builder;

namespace MeshBuild.Samples.Tests;

/// <summary>A service that listens on loopback ports of its own until it is disposed.</summary>
internal sealed class RunningService(WebApplication application) : IAsyncDisposable
{
    /// <summary>The addresses in the order in which the service listens.</summary>
    public IReadOnlyList<Uri> Addresses => [.. application.Urls.Select(url => new Uri(url))];

    public static async Task<RunningService> StartAsync(WebApplication application)
    {
        await application.StartAsync();
        return new RunningService(application);
    }

    public async Task StopAsync() => await application.StopAsync();

    public async ValueTask DisposeAsync() => await application.DisposeAsync();
}
