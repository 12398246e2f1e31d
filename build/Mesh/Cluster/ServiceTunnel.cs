using System.Text.Json.Nodes;

namespace MeshBuild.Mesh.Cluster;

/// <summary>
/// A Service of the cluster, reached from outside of it through the API server. Each connection goes to a pod that is ready at that time.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="namespace">The Service's namespace.</param>
/// <param name="service">Its name.</param>
/// <param name="port">A port of the Service, not of its pods.</param>
/// <param name="remedy">What to do when it is not there or no pod of it is ready.</param>
public sealed class ServiceTunnel(ICluster cluster, string @namespace, string service, int port, string remedy)
{
    /// <summary>
    /// A client whose every connection goes through the tunnel; its base address is the Service's, with a slash at its end. The caller
    /// disposes it. A request throws what <see cref="ConnectAsync"/> throws.
    /// </summary>
    public HttpClient CreateClient()
    {
        var connections = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) => await ConnectAsync(cancellation),
        };
        return new HttpClient(new MeshFailureHandler(connections)) { BaseAddress = new Uri($"http://{service}.{@namespace}:{port}/") };
    }

    /// <summary>Connects to a ready pod; the caller disposes the connection.</summary>
    /// <exception cref="MeshException">There is no such Service, no such port of it, or no ready pod.</exception>
    public async Task<Stream> ConnectAsync(CancellationToken cancellation)
    {
        var pod = await FindAsync(cancellation);
        return await cluster.ConnectAsync(pod.Namespace, pod.Pod, pod.Port, cancellation);
    }

    /// <summary>The port of the pod that a connection would go to now: of the ready ones the oldest, and so the same while it is ready.</summary>
    /// <exception cref="MeshException">There is no such Service, no such port of it, or no ready pod.</exception>
    public async Task<PodPort> FindAsync(CancellationToken cancellation) => await TryFindAsync(cancellation)
        ?? throw new MeshException($"no pod of service/{service} in namespace {@namespace} is ready", remedy);

    /// <summary>The same; null while no pod is ready.</summary>
    /// <exception cref="MeshException">There is no such Service, or no such port of it.</exception>
    public async Task<PodPort?> TryFindAsync(CancellationToken cancellation)
    {
        var found = await cluster.FindAsync(ResourceTypes.Services, @namespace, service, cancellation)
            ?? throw new MeshException($"there is no service/{service} in namespace {@namespace}", remedy);
        var ports = (found.At("spec", "ports") as JsonArray ?? []).OfType<JsonObject>().ToList();
        var asked = ports.FirstOrDefault(one => (int?)one["port"] == port) ?? throw new MeshException(
            $"service/{service} in namespace {@namespace} has no port {port}; its ports are: {string.Join(", ", ports.Select(one => (int?)one["port"]))}", remedy);
        if (found.At("spec", "selector") is not JsonObject { Count: > 0 } selector)
        {
            throw new MeshException($"service/{service} in namespace {@namespace} selects no pods, and only pods can be connected to", remedy);
        }

        var labels = string.Join(',', selector.Select(label => $"{label.Key}={(string?)label.Value}"));
        return (await cluster.ListAsync(ResourceTypes.Pods, @namespace, new ObjectQuery(LabelSelector: labels), cancellation)).Items
            .Where(pod => PodPicture.Of(pod).IsReady)
            .OrderBy(pod => (string?)pod.At("metadata", "creationTimestamp"), StringComparer.Ordinal).ThenBy(pod => pod.Name, StringComparer.Ordinal)
            .Select(pod => TargetPort(pod, asked["targetPort"]) is { } number ? new PodPort(pod.Namespace, pod.Name, number) : null)
            .FirstOrDefault(pod => pod is not null);
    }

    // A number, a name that each pod may give another number, or the Service's own.
    private int? TargetPort(KubeObject pod, JsonNode? target) => target switch
    {
        null => port,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => (pod.At("spec", "containers") as JsonArray ?? []).SelectMany(container => container?["ports"] as JsonArray ?? [])
            .Where(one => (string?)one?["name"] == (string?)target).Select(one => (int?)one?["containerPort"]).FirstOrDefault(),
    };
}
