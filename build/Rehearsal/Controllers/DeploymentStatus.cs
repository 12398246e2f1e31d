using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>The status of a Deployment: its counts, and how its rollout goes.</summary>
internal sealed class DeploymentStatus(StoredObject deployment, TimeProvider time)
{
    private const string Progressing = "Progressing";
    private readonly DeploymentSpec _spec = new(deployment.Json);
    private readonly JsonNode? _old = deployment.Json["status"];

    /// <summary>From the ReplicaSets as they are.</summary>
    public JsonObject Of(IReadOnlyList<StoredObject> sets, StoredObject? current, JsonArray? conditions)
    {
        var (replicas, available) = (Sum(sets, "replicas"), Sum(sets, "availableReplicas"));
        var status = new JsonObject { ["observedGeneration"] = _spec.Generation };
        Put(status, "replicas", replicas);
        Put(status, "updatedReplicas", current?.Json.Integer("status", "replicas") ?? 0);
        Put(status, "readyReplicas", Sum(sets, "readyReplicas"));
        Put(status, "availableReplicas", available);
        Put(status, "unavailableReplicas", Math.Max(0, sets.Sum(set => set.Json.Integer("spec", "replicas") ?? 0) - available));
        if (_old.Integer("collisionCount") is { } collisions)
        {
            status["collisionCount"] = collisions;
        }

        if (conditions is { Count: > 0 })
        {
            status["conditions"] = conditions.DeepClone();
        }

        Conditions.Set(status, available >= _spec.Replicas - _spec.MaxUnavailable
            ? Condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
            : Condition("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."));
        return status;
    }

    /// <summary>As <see cref="Of"/>, with what a rollout under way says.</summary>
    public JsonObject OfRollout(IReadOnlyList<StoredObject> sets, StoredObject? current, JsonArray? conditions)
    {
        var status = Of(sets, current, conditions);
        var subject = current is null ? $"Deployment \"{deployment.Name}\"" : $"ReplicaSet \"{current.Name}\"";
        var before = Conditions.Find(status, Progressing);
        var isDone = Number(status, "replicas") == Number(status, "updatedReplicas") && before.Text("reason") == "NewReplicaSetAvailable";
        if (_spec.Deadline is null)
        {
            Conditions.Remove(status, Progressing);
        }
        else if (!isDone)
        {
            if (IsComplete(status))
            {
                Conditions.Set(status, Condition(Progressing, "True", "NewReplicaSetAvailable", $"{subject} has successfully progressed."));
            }
            else if (HasMoved(status))
            {
                // Each step forward restarts the deadline, which counts from lastUpdateTime.
                var condition = Condition(Progressing, "True", "ReplicaSetUpdated", $"{subject} is progressing.");
                if (before.Text("status") == "True")
                {
                    condition["lastTransitionTime"] = before.Text("lastTransitionTime");
                }

                Conditions.Remove(status, Progressing);
                Conditions.Set(status, condition);
            }
            else if (HasTimedOut(before))
            {
                Conditions.Set(status, Condition(Progressing, "False", "ProgressDeadlineExceeded",
                    $"{subject} has timed out progressing."));
            }
        }

        var failure = new[] { current }.Concat(sets).Select(set => Conditions.Find(set?.Json["status"], "ReplicaFailure"))
            .FirstOrDefault(found => found is not null);
        if (failure is null)
        {
            Conditions.Remove(status, "ReplicaFailure");
        }
        else
        {
            Conditions.Set(status, Condition("ReplicaFailure", failure.Text("status")!, failure.Text("reason") ?? "",
                failure.Text("message") ?? ""));
        }

        return status;
    }

    public bool IsComplete(JsonObject status) =>
        Number(status, "updatedReplicas") == _spec.Replicas && Number(status, "replicas") == _spec.Replicas
        && Number(status, "availableReplicas") == _spec.Replicas;

    /// <summary>How long until the deadline of a rollout that stands still; null when none runs.</summary>
    public TimeSpan? UntilDeadline(JsonObject status) =>
        _spec.Deadline is { } deadline && !IsComplete(status)
        && Conditions.Find(status, Progressing) is { } condition
            && condition.Text("reason") is not ("ProgressDeadlineExceeded" or "NewReplicaSetAvailable")
        && Times.Parse(condition.Text("lastUpdateTime")) is { } since
            ? since + deadline - time.GetUtcNow() + TimeSpan.FromSeconds(1)
            : null;

    public JsonObject Condition(string type, string status, string reason, string message)
    {
        var now = JsonText.Timestamp(time.GetUtcNow());
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastUpdateTime"] = now,
            ["lastTransitionTime"] = now,
            ["reason"] = reason,
            ["message"] = message,
        };
    }

    private bool HasMoved(JsonObject status) =>
        Number(status, "updatedReplicas") > Number(_old, "updatedReplicas")
        || Number(status, "replicas") - Number(status, "updatedReplicas") < Number(_old, "replicas") - Number(_old, "updatedReplicas")
        || Number(status, "readyReplicas") > Number(_old, "readyReplicas")
        || Number(status, "availableReplicas") > Number(_old, "availableReplicas");

    private bool HasTimedOut(JsonObject? condition) =>
        condition is not null && condition.Text("reason") != "NewReplicaSetAvailable"
        && (condition.Text("reason") == "ProgressDeadlineExceeded"
            || (Times.Parse(condition.Text("lastUpdateTime")) is { } since && since + _spec.Deadline < time.GetUtcNow()));

    private static long Sum(IEnumerable<StoredObject> sets, string name) => sets.Sum(set => Number(set.Json["status"], name));

    private static long Number(JsonNode? status, string name) => status.Integer(name) ?? 0;

    private static void Put(JsonObject status, string name, long count)
    {
        if (count > 0)
        {
            status[name] = count;
        }
    }
}
