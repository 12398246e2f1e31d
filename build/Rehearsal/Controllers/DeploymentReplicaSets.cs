using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>The ReplicaSets of Deployments: one per template, numbered by revisions.</summary>
internal sealed class DeploymentReplicaSets(ClusterServices services, ControllerWrites writes, EventRecorder events)
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionName = "deployment.kubernetes.io/revision";
    private const string HistoryName = "deployment.kubernetes.io/revision-history";
    private const string DesiredName = "deployment.kubernetes.io/desired-replicas";
    private const string MostName = "deployment.kubernetes.io/max-replicas";

    // Not copied from the Deployment.
    private static readonly HashSet<string> OwnAnnotations =
        ["kubectl.kubernetes.io/last-applied-configuration", RevisionName, HistoryName, DesiredName, MostName,
            "deprecated.deployment.rollback.to"];

    public static long Revision(StoredObject set) => Number(set.Json, RevisionName) ?? 0;

    /// <summary>The replicas that the Deployment asked for when it last scaled the set.</summary>
    public static int? Desired(StoredObject set) => (int?)Number(set.Json, DesiredName);

    /// <summary>That, and the surge.</summary>
    public static int? Most(StoredObject set) => (int?)Number(set.Json, MostName);

    /// <summary>The oldest set of the Deployment's present template; null when there is none.</summary>
    public static StoredObject? FindCurrent(StoredObject deployment, IEnumerable<StoredObject> sets)
    {
        var template = deployment.Json.At("spec", "template");
        return sets.FirstOrDefault(set => JsonNode.DeepEquals(WithoutHash(set.Json.At("spec", "template")), template));
    }

    /// <summary>
    /// The set of the present template with its revision and the Deployment's annotations; made, with that many replicas, when it is
    /// missing.
    /// </summary>
    public async Task<StoredObject> EnsureAsync(
        StoredObject deployment, StoredObject? current, IReadOnlyList<StoredObject> old, int room, CancellationToken cancellation)
    {
        if (current is not null)
        {
            return await RefreshAsync(deployment, current, old, cancellation);
        }

        var spec = new DeploymentSpec(deployment.Json);
        for (var collisions = deployment.Json.Integer("status", "collisionCount") ?? 0; ; collisions++)
        {
            var replicas = Math.Clamp(room, 0, spec.Replicas);
            var body = Body(deployment, spec, replicas, collisions);
            var revision = old.Select(Revision).DefaultIfEmpty().Max() + 1;
            Annotations(body)[RevisionName] = Text(revision);
            var name = body.Text("metadata", "name")!;
            if (services.Store.Find(ResourceKeys.ReplicaSets, deployment.Namespace, name) is { } taken)
            {
                if (OwnerReferences.ControllerOf(taken)?.Uid == deployment.Uid && FindCurrent(deployment, [taken]) is not null)
                {
                    return taken;
                }

                continue;
            }

            await writes.CreateAsync(ResourceKeys.ReplicaSets, deployment.Namespace, body, cancellation);
            if (replicas > 0)
            {
                await events.NormalAsync(deployment, "ScalingReplicaSet", $"Scaled up replica set {name} to {replicas}", cancellation);
            }

            await SetRevisionAsync(deployment, Text(revision), cancellation);
            return services.Store.Find(ResourceKeys.ReplicaSets, deployment.Namespace, name)!;
        }
    }

    /// <summary>Brings revision and annotations of the present set up to date: a set that comes back gets a new revision.</summary>
    public async Task<StoredObject> RefreshAsync(StoredObject deployment, StoredObject current, IEnumerable<StoredObject> sets,
        CancellationToken cancellation)
    {
        var newest = sets.Where(set => set.Uid != current.Uid).Select(Revision).DefaultIfEmpty().Max();
        var revision = Math.Max(Revision(current), newest + 1);
        await writes.ChangeAsync(current, "", value =>
        {
            var before = Number(value, RevisionName) ?? 0;
            var changed = CopyAnnotations(deployment.Json, value);
            if (before != revision)
            {
                Annotations(value)[RevisionName] = Text(revision);
                if (before > 0)
                {
                    var history = Annotations(value)[HistoryName].Text();
                    Annotations(value)[HistoryName] = string.IsNullOrEmpty(history) ? Text(before) : $"{history},{before}";
                }

                changed = true;
            }

            return changed ? value : null;
        }, cancellation);
        await SetRevisionAsync(deployment, Text(revision), cancellation);
        return services.Store.FindByUid(current.Uid) ?? current;
    }

    /// <summary>Sets the replicas and says so; whether they changed.</summary>
    public async Task<bool> ScaleAsync(StoredObject deployment, StoredObject set, int replicas, CancellationToken cancellation)
    {
        var spec = new DeploymentSpec(deployment.Json);
        var before = (int)(set.Json.Integer("spec", "replicas") ?? 0);
        if (before == replicas && Desired(set) == spec.Replicas && Most(set) == spec.Replicas + spec.MaxSurge)
        {
            return false;
        }

        await writes.ChangeAsync(set, "", value =>
        {
            value.Object("spec")["replicas"] = replicas;
            SetSizes(value, spec);
            return value;
        }, cancellation);
        if (before == replicas)
        {
            return false;
        }

        await events.NormalAsync(deployment, "ScalingReplicaSet",
            $"Scaled {(before < replicas ? "up" : "down")} replica set {set.Name} to {replicas}", cancellation);
        return true;
    }

    private JsonObject Body(StoredObject deployment, DeploymentSpec spec, int replicas, long collisions)
    {
        var template = deployment.Json.At("spec", "template")!.DeepClone().AsObject();
        var hash = StableHash.Name(template.ToJsonString() + (collisions > 0 ? collisions.ToString(CultureInfo.InvariantCulture) : ""));
        template.Object("metadata").Object("labels")[HashLabel] = hash;
        var selector = deployment.Json.At("spec", "selector")!.DeepClone().AsObject();
        selector.Object("matchLabels")[HashLabel] = hash;
        var set = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name}-{hash}",
                ["namespace"] = deployment.Namespace,
                ["labels"] = template.At("metadata", "labels")!.DeepClone(),
            },
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
        };
        if (deployment.Json.Integer("spec", "minReadySeconds") is { } minReady and not 0)
        {
            set["spec"]!["minReadySeconds"] = minReady;
        }

        OwnerReferences.Add(set, deployment, services.Types.Get(deployment.Resource));
        CopyAnnotations(deployment.Json, set);
        SetSizes(set, spec);
        return set;
    }

    private Task SetRevisionAsync(StoredObject deployment, string revision, CancellationToken cancellation) =>
        deployment.Json.Text("metadata", "annotations", RevisionName) == revision
            ? Task.CompletedTask
            : writes.ChangeAsync(deployment, "", value =>
            {
                Annotations(value)[RevisionName] = revision;
                return value;
            }, cancellation);

    private static bool CopyAnnotations(JsonObject deployment, JsonObject set)
    {
        var changed = false;
        foreach (var (name, value) in deployment.At("metadata", "annotations") as JsonObject ?? [])
        {
            if (!OwnAnnotations.Contains(name) && Annotations(set)[name].Text() != value.Text())
            {
                Annotations(set)[name] = value.Text();
                changed = true;
            }
        }

        return changed;
    }

    private static void SetSizes(JsonObject set, DeploymentSpec spec)
    {
        Annotations(set)[DesiredName] = Text(spec.Replicas);
        Annotations(set)[MostName] = Text(spec.Replicas + spec.MaxSurge);
    }

    private static JsonNode? WithoutHash(JsonNode? template)
    {
        var copy = template?.DeepClone();
        (copy.At("metadata", "labels") as JsonObject)?.Remove(HashLabel);
        return copy;
    }

    private static JsonObject Annotations(JsonObject value) => value.Object("metadata").Object("annotations");

    private static long? Number(JsonNode? value, string annotation) =>
        long.TryParse(value.Text("metadata", "annotations", annotation), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
