using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pods;

/// <summary>How a container stands.</summary>
/// <param name="State">The content of its status's state.</param>
internal sealed record ContainerView(JsonObject State)
{
    public bool IsReady { get; init; }
    public int Restarts { get; init; }
    public JsonObject? LastState { get; init; }

    public bool IsRunning => State.ContainsKey("running");

    public static ContainerView Waiting(string reason, string message = "")
    {
        var waiting = new JsonObject { ["reason"] = reason };
        if (message.Length > 0)
        {
            waiting["message"] = message;
        }

        return new ContainerView(new JsonObject { ["waiting"] = waiting });
    }

    public static ContainerView Running(string since, bool isReady) =>
        new(new JsonObject { ["running"] = new JsonObject { ["startedAt"] = since } }) { IsReady = isReady };

    public static ContainerView Ended(int exitCode, string from, string to, string containerId) =>
        new(Terminated(exitCode, from, to, containerId)) { IsReady = exitCode == 0 };

    public static JsonObject Terminated(int exitCode, string from, string to, string containerId) => new()
    {
        ["terminated"] = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["reason"] = exitCode == 0 ? "Completed" : "Error",
            ["startedAt"] = from,
            ["finishedAt"] = to,
            ["containerID"] = containerId,
        },
    };

    /// <summary>The id of a container's run: another one after each restart.</summary>
    public static string Id(string podUid, string container, int restarts) => "docker://" + Digest($"{podUid}/{container}/{restarts}");

    /// <summary>An entry of containerStatuses.</summary>
    public JsonObject ToStatus(JsonNode container, string podUid, bool isInit)
    {
        var name = container.Text("name") ?? "";
        var image = Tagged(container.Text("image") ?? "");
        var hasRun = !State.ContainsKey("waiting") || LastState is not null;
        var status = new JsonObject();
        if (hasRun)
        {
            status["containerID"] = Id(podUid, name, IsRunning ? Restarts : Math.Max(0, Restarts - 1));
        }

        status["image"] = image;
        status["imageID"] = hasRun ? $"docker-pullable://{Repository(image)}@sha256:{Digest(image)}" : "";
        status["lastState"] = LastState?.DeepClone() ?? new JsonObject();
        status["name"] = name;
        status["ready"] = IsReady;
        status["restartCount"] = Restarts;
        if (!isInit)
        {
            status["started"] = IsRunning;
        }

        status["state"] = State.DeepClone();
        return status;
    }

    private static string Tagged(string image) => image.Contains('@')
        || image.LastIndexOf(':') > image.LastIndexOf('/') ? image : image + ":latest";

    private static string Repository(string image) => image.Contains('@') ? image[..image.IndexOf('@')] : image[..image.LastIndexOf(':')];

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
