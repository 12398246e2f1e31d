using System.Net.Security;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>Passes a request on to the program in a pod's place.</summary>
internal sealed class PodProxy(ClusterServices services)
{
    private static readonly HashSet<string> HopByHop =
        new(["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Host", "Authorization", "Content-Length"],
            StringComparer.OrdinalIgnoreCase);

    // A proxy asks for no certificate that it could check, as the real one does not.
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
    });

    public async Task AnswerAsync(JsonObject pod, string port, string path, HttpContext http)
    {
        var number = Number(pod, port);
        var address = services.Programs.Address(pod.Text("metadata", "uid") ?? "", number)
            ?? throw new ApiException(503, "ServiceUnavailable",
            $"error trying to reach service: dial tcp {pod.Text("status", "podIP")}:{number}: connect: connection refused");
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method),
            new Uri(address, "/" + path.TrimStart('/') + http.Request.QueryString.Value));
        // HTTP/2 tells neither a length nor an encoding of a body that is streamed.
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            request.Content = new StreamContent(http.Request.Body);
        }

        foreach (var (name, value) in http.Request.Headers.Where(header => !header.Key.StartsWith(':') && !HopByHop.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value.AsEnumerable());
            }
        }

        using var answer = await _client.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, value) in answer.Headers.Concat(answer.Content.Headers).Where(header => !HopByHop.Contains(header.Key)))
        {
            http.Response.Headers[name] = value.ToArray();
        }

        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    // A number, a port's name, or nothing for the first.
    private static int Number(JsonObject pod, string port)
    {
        if (int.TryParse(port, out var number))
        {
            return number;
        }

        var ports = pod.Each("spec", "containers").SelectMany(container => container.Each("ports"));
        return (int)(ports.FirstOrDefault(one => port.Length == 0 || one.Text("name") == port).Integer("containerPort")
            ?? throw Failures.BadRequest($"no port \"{port}\" in the pod \"{pod.Text("metadata", "name")}\""));
    }
}
