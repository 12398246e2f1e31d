using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Stages that do nothing, or the least that works, until something better is composed in their place.</summary>
internal sealed class Untouched : IDefaulting, IValidation, IStrategicMerge, IServerSideApply, IPodBehaviour
{
    public void Apply(JsonObject value, ResourceDefinition resource)
    {
    }

    public IEnumerable<FieldError> Validate(WriteContext context) => [];

    public JsonObject Merge(JsonObject original, JsonObject patch, SchemaNode schema) => JsonMergePatch.Apply(original, patch);

    public JsonObject Apply(JsonObject? live, JsonObject applied, ResourceRequest request) => JsonMergePatch.Apply(live ?? [], applied);

    public void Track(WriteContext context)
    {
    }

    public Task LogAsync(JsonObject pod, HttpContext http) => Task.CompletedTask;

    public Task ProxyAsync(JsonObject pod, string port, string path, HttpContext http) =>
        throw new ApiException(503, "ServiceUnavailable", $"nothing answers in the pod {pod.Text("metadata", "name")}");

    public Task ConnectAsync(JsonObject pod, string subresource, HttpContext http) =>
        throw Failures.BadRequest($"{subresource} is not part of the rehearsal");
}
