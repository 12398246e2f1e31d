using System.Text;

namespace MeshBuild.Mesh.Tests.Cluster;

/// <summary>A program in a pod that answers HTTP over a connection in memory.</summary>
internal static class HttpServing
{
    /// <param name="answer">The status and the body for a request's target.</param>
    /// <returns>The client's end of the connection.</returns>
    public static Stream Serve(Func<string, (int Status, string Body)> answer)
    {
        var (near, far) = DuplexStream.Pair();
        _ = RunAsync(far, answer);
        return near;
    }

    private static async Task RunAsync(DuplexStream stream, Func<string, (int Status, string Body)> answer)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { Length: > 0 } first)
        {
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
                // The headers are of no interest, and no request has a body.
            }

            var (status, body) = answer(first.Split(' ')[1]);
            var bytes = Encoding.UTF8.GetBytes(body);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Type: {(body.StartsWith('{') ? "application/json" : "text/plain")}\r\nContent-Length: {bytes.Length}\r\n\r\n"));
            await stream.WriteAsync(bytes);
        }
    }
}
