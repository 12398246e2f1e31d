using System.Net;
using System.Net.Http.Headers;

namespace MeshBuild.Mesh.Tests.Downloads;

/// <summary>A mirror in memory: files by name, ranges, and answers that go wrong first.</summary>
public sealed class FakeMirror : HttpMessageHandler
{
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Answers that come before the right one, in order.</summary>
    public Queue<Func<HttpResponseMessage>> First { get; } = new();

    public List<HttpRequestMessage> Requests { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        if (First.TryDequeue(out var answer))
        {
            var first = answer();
            first.RequestMessage = request;
            return Task.FromResult(first);
        }

        if (!Files.TryGetValue(Path.GetFileName(request.RequestUri!.AbsolutePath), out var content))
        {
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound) { RequestMessage = request });
        }

        var from = (int?)request.Headers.Range?.Ranges.Single().From ?? 0;
        return Task.FromResult(new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = Body(content[from..], content.Length - from),
        });
    }

    /// <summary>A body that says one length and has another.</summary>
    public static StreamContent Body(byte[] content, long length)
    {
        var body = new StreamContent(new MemoryStream(content));
        body.Headers.ContentLength = length;
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return body;
    }
}
