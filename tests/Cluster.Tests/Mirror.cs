using System.Net;

namespace MeshBuild.Cluster.Tests;

/// <summary>Serves the files of a folder over HTTP; a part of each when it is told so.</summary>
internal sealed class Mirror : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;

    public Mirror(string folder)
    {
        _folder = folder;
        Address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Address { get; }

    /// <summary>How much of a file comes before the connection breaks: 1 is all of it.</summary>
    public double Share { get; set; } = 1;

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // Ranges are not served: a client that asks for one gets the whole, as of a plain server.
    private async Task AnswerAsync(HttpListenerContext context)
    {
        var file = Path.Combine(_folder, Path.GetFileName(context.Request.Url!.AbsolutePath));
        if (!File.Exists(file))
        {
            context.Response.StatusCode = 404;
            context.Response.Close();
            return;
        }

        var bytes = await File.ReadAllBytesAsync(file);
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes.AsMemory(0, (int)(bytes.Length * Share)));
        if (Share < 1)
        {
            context.Response.Abort();
        }
        else
        {
            context.Response.Close();
        }
    }
}
