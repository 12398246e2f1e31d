using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>What a pod's containers would answer.</summary>
public interface IPodBehaviour
{
    /// <summary>Answers pods/log: the query's container, tailLines, previous, follow and the like are the request's.</summary>
    Task LogAsync(JsonObject pod, HttpContext http);

    /// <summary>Answers pods/NAME:PORT/proxy/PATH; the port is empty where the caller names none.</summary>
    Task ProxyAsync(JsonObject pod, string port, string path, HttpContext http);

    /// <summary>Answers pods/exec, attach and portforward.</summary>
    Task ConnectAsync(JsonObject pod, string subresource, HttpContext http);
}
