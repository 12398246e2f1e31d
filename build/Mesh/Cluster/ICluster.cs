using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Cluster;

/// <summary>
/// The API server, over JSON, for every type alike. A refusal is a <see cref="ClusterException"/>; transient failures
/// (429, 500, 503, a reset connection) are repeated while the token allows.
/// </summary>
public interface ICluster
{
    /// <summary>The cluster that was chosen.</summary>
    ClusterTarget Target { get; }

    /// <summary>The server's version, <c>1.20.2</c>, without the v and without a vendor's suffix.</summary>
    Task<string> VersionAsync(CancellationToken cancellation);

    /// <summary>
    /// The preferred version of every type that the server has, with its verbs (subresources left out).
    /// A group whose discovery fails (an APIService without its server) is left out and named in the second part.
    /// </summary>
    Task<(IReadOnlyList<ResourceType> Types, IReadOnlyList<string> Unavailable)> DiscoverAsync(CancellationToken cancellation);

    /// <summary>The object, or null when there is none, or no such type.</summary>
    Task<KubeObject?> FindAsync(ResourceType type, string? @namespace, string name, CancellationToken cancellation);

    /// <summary>All objects, page by page; of every namespace when <paramref name="namespace"/> is null. Empty when the type is not there.</summary>
    Task<ObjectList> ListAsync(ResourceType type, string? @namespace, ObjectQuery? query, CancellationToken cancellation);

    /// <summary>Creates it; <c>AlreadyExists</c> when there is one.</summary>
    Task<KubeObject> CreateAsync(ResourceType type, KubeObject value, CancellationToken cancellation);

    /// <summary>Replaces it; <c>Conflict</c> when its resourceVersion is no longer the newest.</summary>
    Task<KubeObject> ReplaceAsync(ResourceType type, KubeObject value, CancellationToken cancellation);

    /// <summary>A JSON merge patch.</summary>
    Task<KubeObject> PatchAsync(ResourceType type, string? @namespace, string name, JsonObject mergePatch, CancellationToken cancellation);

    /// <summary>Server-side apply under the field manager <c>meshbuild</c>, forced.</summary>
    Task<KubeObject> ApplyAsync(ResourceType type, KubeObject value, CancellationToken cancellation);

    /// <summary>Deletes it in the background; false when it was not there. With <paramref name="uid"/> only that very object.</summary>
    Task<bool> DeleteAsync(ResourceType type, string? @namespace, string name, string? uid, CancellationToken cancellation);

    /// <summary>
    /// The objects as they are now (as added), then every change, until cancelled. Reconnects by itself, lists again after 410;
    /// what was deleted meanwhile is told as deleted.
    /// </summary>
    IAsyncEnumerable<ObjectEvent> WatchAsync(ResourceType type, string? @namespace, ObjectQuery? query, CancellationToken cancellation);

    /// <summary>As above, but only what changed since the list was made: what was in it and is gone by now is told as deleted.</summary>
    IAsyncEnumerable<ObjectEvent> WatchAsync(ResourceType type, string? @namespace, ObjectQuery? query, ObjectList since, CancellationToken cancellation);

    /// <summary>The last lines of a container's log; empty when there is none.</summary>
    Task<string> LogAsync(string @namespace, string pod, string container, int lines, bool previous, CancellationToken cancellation);

    /// <summary>A container's log from some time back, as a stream that grows no memory; the caller disposes it.</summary>
    /// <exception cref="ClusterException">The container has none, or the pod is gone.</exception>
    Task<Stream> LogStreamAsync(string @namespace, string pod, string container, TimeSpan since, CancellationToken cancellation);

    /// <summary>Opens a connection to a port of a pod, through the API server; the caller disposes it.</summary>
    /// <exception cref="ClusterException">
    /// The server refuses. That nobody listens on the port is told by the first read, for the server finds out only then.
    /// </exception>
    Task<Stream> ConnectAsync(string @namespace, string pod, int port, CancellationToken cancellation);

    /// <summary>SelfSubjectAccessReview: whether the user may do that.</summary>
    Task<bool> MayAsync(string verb, ResourceType type, string? @namespace, CancellationToken cancellation);
}
