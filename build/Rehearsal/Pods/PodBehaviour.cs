using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>What pods answer: a few lines of log, and the programs that run in their place.</summary>
internal sealed class PodBehaviour(ClusterServices services) : IPodBehaviour
{
    private readonly PodProxy _proxy = new(services);
    private readonly PortForward _portForward = new(services);

    public async Task LogAsync(JsonObject pod, HttpContext http)
    {
        var name = Container(pod, http.Request.Query["container"].ToString());
        var status = pod.Each("status", "containerStatuses").Concat(pod.Each("status", "initContainerStatuses"))
            .FirstOrDefault(one => one.Text("name") == name);
        var isPrevious = http.Request.Query["previous"].ToString() is "true" or "1";
        CheckHasRun(pod, name, status, isPrevious);
        var lines = PodLog.Lines(pod, name, status!, isPrevious);
        if (int.TryParse(http.Request.Query["tailLines"], out var tail))
        {
            lines = [.. lines.TakeLast(tail)];
        }

        if (http.Request.Query["timestamps"].ToString() is "true" or "1")
        {
            lines = [.. lines.Select(line => $"{PodLog.Since(status!, isPrevious)} {line}")];
        }

        http.Response.ContentType = "text/plain";
        await http.Response.StartAsync(http.RequestAborted);
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (http.Request.Query["follow"].ToString() is "true" or "1" && status.At("state", "running") is not null)
        {
            await UntilEndAsync(pod, http.RequestAborted);
        }
    }

    public Task ProxyAsync(JsonObject pod, string port, string path, HttpContext http) => _proxy.AnswerAsync(pod, port, path, http);

    public Task ConnectAsync(JsonObject pod, string subresource, HttpContext http) => subresource == "portforward"
        ? _portForward.AnswerAsync(pod, http)
        : throw Failures.BadRequest($"{subresource} needs a real container; the pods of a rehearsal have none");

    private static string Container(JsonObject pod, string asked)
    {
        string[] Names(string list) => [.. pod.Each("spec", list).Select(container => container.Text("name") ?? "")];

        var (containers, inits) = (Names("containers"), Names("initContainers"));
        var name = pod.Text("metadata", "name");
        if (asked.Length > 0)
        {
            return containers.Contains(asked)
                || inits.Contains(asked) ? asked : throw Failures.BadRequest($"container {asked} is not valid for pod {name}");
        }

        var choice = inits.Length > 0 ? $" or one of the init containers: [{string.Join(' ', inits)}]" : "";
        return containers.Length == 1 ? containers[0]
            : throw Failures.BadRequest($"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', containers)}]{choice}");
    }

    private static void CheckHasRun(JsonObject pod, string container, JsonNode? status, bool isPrevious)
    {
        var name = pod.Text("metadata", "name");
        if (isPrevious && status.At("lastState", "terminated") is null)
        {
            throw Failures.BadRequest($"previous terminated container \"{container}\" in pod \"{name}\" not found");
        }

        if (status is null || (status.At("state", "waiting") is not null && status.At("lastState", "terminated") is null))
        {
            var reason = status.Text("state", "waiting", "reason") ?? "ContainerCreating";
            throw Failures.BadRequest($"container \"{container}\" in pod \"{name}\" is waiting to start: "
                + (reason is "ErrImagePull" or "ImagePullBackOff" ? "trying and failing to pull image" : reason));
        }
    }

    private async Task UntilEndAsync(JsonObject pod, CancellationToken cancellation)
    {
        using var watch = services.Store.ListAndWatch(ResourceKeys.Pods, pod.Text("metadata", "namespace"));
        await foreach (var change in watch.ReadAllAsync(cancellation))
        {
            if (change.Object.Uid == pod.Text("metadata", "uid")
                && (change.Type == StoreEventType.Deleted || change.Object.Json.Text("status", "phase") is "Succeeded" or "Failed"))
            {
                return;
            }
        }
    }
}
