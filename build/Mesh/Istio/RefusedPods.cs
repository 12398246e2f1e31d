using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Istio;

/// <summary>
/// Wakes the controllers whose pods the injection webhook refused while istiod was away. By themselves they try again after a
/// pause that doubles each time, up to a quarter of an hour; a change of their object makes them try at once.
/// </summary>
public sealed class RefusedPods(ICluster cluster, IReporter reporter, TimeProvider time)
{
    private const string Annotation = "meshbuild.io/retried-at";
    // istiod is ready a moment before every node sends the webhook's calls to it.
    private const int Attempts = 15;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly ObjectQuery Refusals = new(FieldSelector: "reason=FailedCreate");
    private static readonly ResourceType[] Types = [ResourceTypes.ReplicaSets, ResourceTypes.StatefulSets, ResourceTypes.DaemonSets];

    /// <summary>Wakes those of every namespace that is labelled for injection.</summary>
    public async Task RetryAsync(CancellationToken cancellation)
    {
        foreach (var injected in (await cluster.ListAsync(ResourceTypes.Namespaces, null, new ObjectQuery("istio-injection=enabled"), cancellation)).Items)
        {
            await RetryAsync(injected.Name, cancellation);
        }
    }

    /// <summary>Wakes those of one namespace that still lack pods, side by side; the others are left alone.</summary>
    /// <exception cref="MeshException">It was cancelled while pods were still refused: names whose.</exception>
    public async Task RetryAsync(string @namespace, CancellationToken cancellation)
    {
        var refused = (await cluster.ListAsync(ResourceTypes.Events, @namespace, Refusals, cancellation)).Items
            .Where(item => ((string?)item.Json["message"] ?? "").Contains("failed calling webhook", StringComparison.Ordinal))
            .Select(item => item.At("involvedObject"))
            .Select(item => (Kind: (string?)item?["kind"] ?? "", Name: (string?)item?["name"] ?? "", Uid: (string?)item?["uid"] ?? ""))
            .Distinct().ToList();
        var lacking = new List<(ResourceType Type, string Name, string Uid)>();
        foreach (var (kind, name, uid) in refused)
        {
            if (Types.FirstOrDefault(type => type.Kind == kind) is { } type && await LacksPodsAsync(type, @namespace, name, uid, cancellation))
            {
                reporter.Say($"{kind.ToLowerInvariant()}/{name}: told to try again, since the injection webhook had refused its pods");
                lacking.Add((type, name, uid));
            }
        }

        try
        {
            await Task.WhenAll(lacking.Select(owner => WakeAsync(owner.Type, @namespace, owner.Name, owner.Uid, cancellation)));
        }
        catch (OperationCanceledException failure) when (cancellation.IsCancellationRequested)
        {
            throw new MeshException($"the injection webhook refuses the pods of {string.Join(", ", lacking.Select(owner => $"{owner.Type.Kind.ToLowerInvariant()}/{owner.Name}"))}.",
                "See `kubectl -n istio-system get pods`: --target=InstallIstio brings istiod back.", failure);
        }
    }

    private async Task WakeAsync(ResourceType type, string @namespace, string name, string uid, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Attempts && await LacksPodsAsync(type, @namespace, name, uid, cancellation); attempt++)
        {
            await cluster.PatchAsync(type, @namespace, name, Patch(), cancellation);
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task<bool> LacksPodsAsync(ResourceType type, string @namespace, string name, string uid, CancellationToken cancellation) =>
        await cluster.FindAsync(type, @namespace, name, cancellation) is { IsTerminating: false } owner && owner.Uid == uid && LacksPods(owner);

    private JsonObject Patch()
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = now } } };
    }

    private static bool LacksPods(KubeObject owner) => owner.Kind == "DaemonSet"
        ? Number(owner, "status", "currentNumberScheduled") < Number(owner, "status", "desiredNumberScheduled")
        : Number(owner, "status", "replicas") < Number(owner, "spec", "replicas");

    private static long Number(KubeObject value, string part, string name) => (long?)value.At(part, name) ?? 0;
}
