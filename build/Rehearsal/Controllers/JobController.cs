using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Runs pods until as many have succeeded as a Job asks for, or too many have failed.</summary>
internal sealed class JobController(ClusterServices services) : Controller(services, "job-controller")
{
    private const long UsualBackOffLimit = 6;

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.Jobs, ResourceKeys.Pods];

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (Store.Find(ResourceKeys.Jobs, key.Namespace, key.Name) is not { IsDeleting: false } job
            || Conditions.IsTrue(job.Json["status"], "Complete") || Conditions.IsTrue(job.Json["status"], "Failed"))
        {
            return;
        }

        var pods = await ClaimAsync(job, ResourceKeys.Pods, cancellation);
        var active = pods.Where(PodTemplate.IsActive).ToList();
        var (succeeded, failed) = (Phase(pods, "Succeeded"), Phase(pods, "Failed"));
        var restarts = active.Sum(pod => pod.Json.Each("status", "containerStatuses").Sum(status => status.Integer("restartCount") ?? 0));
        var completions = job.Json.Integer("spec", "completions");
        var isOver = completions is null ? succeeded > 0 && active.Count == 0 : succeeded >= completions;
        var limit = job.Json.Integer("spec", "backoffLimit") ?? UsualBackOffLimit;
        var hasFailed = failed > limit || (restarts > 0 && restarts >= limit);
        if (!isOver && !hasFailed)
        {
            var parallelism = job.Json.Integer("spec", "parallelism") ?? 1;
            var wanted = completions is null ? (succeeded > 0 ? active.Count : parallelism)
                : Math.Min(parallelism, completions.Value - succeeded);
            for (var count = active.Count; count < wanted; count++)
            {
                await CreateAsync(job, cancellation);
            }

            await SetStatusAsync(job, (int)Math.Max(wanted, active.Count), succeeded, failed, null, cancellation);
            return;
        }

        foreach (var pod in active)
        {
            await Writes.DeleteAsync(pod, new DeleteOptions(), cancellation);
        }

        if (hasFailed)
        {
            await Events.WarningAsync(job, "BackoffLimitExceeded", "Job has reached the specified backoff limit", cancellation);
            await SetStatusAsync(job, 0, succeeded, failed,
                Condition("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"), cancellation);
        }
        else
        {
            await Events.NormalAsync(job, "Completed", "Job completed", cancellation);
            await SetStatusAsync(job, 0, succeeded, failed, Condition("Complete", "", ""), cancellation);
        }
    }

    private async Task CreateAsync(StoredObject job, CancellationToken cancellation)
    {
        try
        {
            var pod = await Writes.CreateAsync(ResourceKeys.Pods, job.Namespace,
                PodTemplate.Pod(job, Services.Types.Get(job.Resource), job.Json.At("spec", "template")!), cancellation);
            await Events.NormalAsync(job, "SuccessfulCreate", $"Created pod: {pod.Text("metadata", "name")}", cancellation);
        }
        catch (ApiException failure)
        {
            await Events.WarningAsync(job, "FailedCreate", $"Error creating: {failure.Message}", cancellation);
            throw;
        }
    }

    private Task SetStatusAsync(StoredObject job, int active, int succeeded, int failed, JsonObject? condition,
        CancellationToken cancellation)
    {
        var status = new JsonObject();
        if (condition is not null)
        {
            status["conditions"] = new JsonArray(condition);
        }

        status["startTime"] = job.Json.Text("status", "startTime") ?? Now();
        if (condition.Text("type") == "Complete")
        {
            status["completionTime"] = Now();
        }

        foreach (var (name, count) in ((string, int)[])[("active", active), ("succeeded", succeeded), ("failed", failed)])
        {
            if (count > 0)
            {
                status[name] = count;
            }
        }

        return Writes.SetStatusAsync(job, status, cancellation);
    }

    private JsonObject Condition(string type, string reason, string message)
    {
        var condition = new JsonObject { ["type"] = type, ["status"] = "True", ["lastProbeTime"] = Now(), ["lastTransitionTime"] = Now() };
        if (reason.Length > 0)
        {
            condition["reason"] = reason;
            condition["message"] = message;
        }

        return condition;
    }

    private static int Phase(IEnumerable<StoredObject> pods, string phase) => pods.Count(pod => pod.Json.Text("status", "phase") == phase);
}
