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

    /// <summary>Wakes those of one namespace that still lack pods; the others are left alone.</summary>
    public async Task RetryAsync(string @namespace, CancellationToken cancellation)
    {
        var refused = (await cluster.ListAsync(ResourceTypes.Events, @namespace, Refusals, cancellation)).Items
            .Where(item => ((string?)item.Json["message"] ?? "").Contains("failed calling webhook", StringComparison.Ordinal))
            .Select(item => item.At("involvedObject"))
            .Select(item => (Kind: (string?)item?["kind"] ?? "", Name: (string?)item?["name"] ?? "", Uid: (string?)item?["uid"] ?? ""))
            .Distinct();
        foreach (var (kind, name, uid) in refused)
        {
            if (Types.FirstOrDefault(type => type.Kind == kind) is { } type
                && await cluster.FindAsync(type, @namespace, name, cancellation) is { IsTerminating: false } owner
                && owner.Uid == uid && LacksPods(owner))
            {
                await cluster.PatchAsync(type, @namespace, name, Patch(), cancellation);
                reporter.Say($"{kind.ToLowerInvariant()}/{name}: told to try again, since the injection webhook had refused its pods");
            }
        }
    }

    private JsonObject Patch()
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = now } } };
    }

    private static bool LacksPods(KubeObject owner) => owner.Kind == "DaemonSet"
        ? Number(owner, "status", "currentNumberScheduled") < Number(owner, "status", "desiredNumberScheduled")
        : Number(owner, "status", "replicas") < Number(owner, "spec", "replicas");

    private static long Number(KubeObject value, string part, string name) => (long?)value.At(part, name) ?? 0;
}
