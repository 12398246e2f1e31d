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
    public static StreamContent Body(byte[] content, long length) => Body(new MemoryStream(content), length);

    /// <summary>A body whose connection is reset after the content.</summary>
    public static StreamContent ResetAfter(byte[] content, long length) => Body(new ResetStream(content), length);

    private static StreamContent Body(Stream content, long length)
    {
        var body = new StreamContent(content);
        body.Headers.ContentLength = length;
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return body;
    }

    // What a socket that was reset throws is an IOException, no HttpIOException.
    private sealed class ResetStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("Connection reset by peer");
    }
}
