using System.Net;

namespace MeshBuild.Mesh.Cluster;

/// <summary>The API server refused a request or could not be asked.</summary>
/// <param name="message">What was asked and what the server answered.</param>
/// <param name="status">The answer's status code; null when there was no answer.</param>
/// <param name="reason">The server's reason, <c>AlreadyExists</c>, <c>Conflict</c>, …; empty when it gave none.</param>
/// <param name="remedy">What to do.</param>
/// <param name="inner">What was caught.</param>
public sealed class ClusterException(string message, HttpStatusCode? status, string reason = "", string? remedy = null, Exception? inner = null)
    : MeshException(message, remedy, inner)
{
    /// <summary>The status code; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The server's own reason.</summary>
    public string Reason { get; } = reason;
}
