using System.Net;
using System.Text;

namespace MeshBuild.Cluster.Tests;

/// <summary>An API server that says a version, has nothing, and takes what is created.</summary>
internal sealed class NewerKubernetes : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _version;

    public NewerKubernetes(string version)
    {
        _version = version;
        Address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = AnswerAsync();
    }

    public string Address { get; }

    public List<string> Written { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var text = context.Request.HttpMethod == "GET" ? "{}" : await new StreamReader(context.Request.InputStream).ReadToEndAsync();
                if (context.Request.HttpMethod != "GET")
                {
                    Written.Add(context.Request.Url!.AbsolutePath);
                }
                else if (context.Request.Url!.AbsolutePath == "/version")
                {
                    text = $$"""{"gitVersion": "{{_version}}"}""";
                }
                else
                {
                    context.Response.StatusCode = 404;
                }

                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
                context.Response.Close();
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
