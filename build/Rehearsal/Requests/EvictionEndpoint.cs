using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Selectors;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Evictions, as <c>kubectl drain</c> asks for them: a deletion that a PodDisruptionBudget may refuse.</summary>
internal sealed class EvictionEndpoint(ObjectStore store, ResourceDeleter deleter, BuiltInTypes types)
{
    private static readonly ResourceKey Budgets = new("policy", "poddisruptionbudgets");

    public async Task AnswerAsync(HttpContext http, ResourceRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(http.Request, request.Resource, types, http.RequestAborted);
        var pod = store.Find(request.Resource.Key, request.Namespace, request.Name) ?? throw Failures.NotFound(request.Resource, request.Name);
        var budget = store.List(Budgets, request.Namespace).Items.FirstOrDefault(budget =>
            LabelSelector.From(budget.Json.At("spec", "selector"))?.Matches(pod.Labels) == true && budget.Json.Integer("status", "disruptionsAllowed") is null or <= 0);
        if (budget is not null)
        {
            throw Violation(budget);
        }

        await deleter.DeleteAsync(request with { Subresource = "" }, DeleteOptions.Read(body["deleteOptions"] as JsonObject ?? []), http.RequestAborted);
        await Answer.JsonAsync(http, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = StatusCodes.Status201Created },
            StatusCodes.Status201Created);
    }

    private static ApiException Violation(StoredObject budget)
    {
        var (needed, healthy) = (budget.Json.Integer("status", "desiredHealthy") ?? 0, budget.Json.Integer("status", "currentHealthy") ?? 0);
        return new ApiException(StatusCodes.Status429TooManyRequests, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "DisruptionBudget",
                ["message"] = $"The disruption budget {budget.Name} needs {needed} healthy pods and has {healthy} currently",
            }),
        });
    }
}
