using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The subresources of pods that their containers answer.</summary>
internal sealed class PodEndpoint(RequestPipeline pipeline, IPodBehaviour behaviour)
{
    private static readonly ResourceKey Pods = new("", "pods");

    public bool Serves(ResourceDefinition resource, string subresource) =>
        resource.Key == Pods && subresource is "log" or "proxy" or "exec" or "attach" or "portforward";

    public Task AnswerAsync(HttpContext http, RequestPath path)
    {
        // NAME, NAME:PORT or SCHEME:NAME:PORT.
        var parts = path.Subresource == "proxy" ? path.Name.Split(':') : [path.Name];
        var (name, port) = parts.Length switch { 1 => (parts[0], ""), 2 => (parts[0], parts[1]), _ => (parts[1], parts[2]) };
        var resource = pipeline.Types.Get(Pods);
        var pod = pipeline.Store.Find(Pods, path.Namespace, name) ?? throw Failures.NotFound(resource, name);
        return path.Subresource switch
        {
            "log" => behaviour.LogAsync(pod.Json, http),
            "proxy" => behaviour.ProxyAsync(pod.Json, port, path.Rest, http),
            _ => behaviour.ConnectAsync(pod.Json, path.Subresource, http),
        };
    }
}
