using Microsoft.AspNetCore.Http;

namespace MeshBuild.Cluster.Tests;

/// <summary>Serves the files of a folder over HTTP; a part of each when it is told so.</summary>
internal sealed class Mirror : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly string _folder;

    public Mirror(string folder) => (_folder, _server) = (folder, new LoopbackServer(AnswerAsync));

    public string Address => _server.Address.OriginalString;

    /// <summary>How much of a file comes before the connection breaks: 1 is all of it.</summary>
    public double Share { get; set; } = 1;

    public void Dispose() => _server.Dispose();

    // Ranges are not served: a client that asks for one gets the whole, as of a plain server.
    private async Task AnswerAsync(HttpContext context)
    {
        var file = Path.Combine(_folder, Path.GetFileName(context.Request.Path.Value!));
        if (!File.Exists(file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var bytes = await File.ReadAllBytesAsync(file, context.RequestAborted);
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, (int)(bytes.Length * Share)), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (Share < 1)
        {
            context.Abort();
        }
    }
}
