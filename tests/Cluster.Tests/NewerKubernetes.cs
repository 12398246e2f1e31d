using Microsoft.AspNetCore.Http;

namespace MeshBuild.Cluster.Tests;

/// <summary>An API server that says a version, has nothing, and takes what is created.</summary>
internal sealed class NewerKubernetes : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly string _version;

    public NewerKubernetes(string version) => (_version, _server) = (version, new LoopbackServer(AnswerAsync));

    public string Address => _server.Address.OriginalString;

    public List<string> Written { get; } = [];

    public void Dispose() => _server.Dispose();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response, text) = (context.Request, context.Response, "{}");
        if (!HttpMethods.IsGet(request.Method))
        {
            text = await new StreamReader(request.Body).ReadToEndAsync(context.RequestAborted);
            lock (Written)
            {
                Written.Add(request.Path);
            }
        }
        else if (request.Path == "/version")
        {
            text = $$"""{"gitVersion": "{{_version}}"}""";
        }
        else
        {
            response.StatusCode = StatusCodes.Status404NotFound;
        }

        await response.WriteAsync(text, context.RequestAborted);
    }
}
