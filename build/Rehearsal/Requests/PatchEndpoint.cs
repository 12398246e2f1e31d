using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Decoding;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The four patches, each a function of the object as it is.</summary>
internal sealed class PatchEndpoint(RequestPipeline pipeline, ResourceWriter resources, ObjectWriter writer, ObjectDecoding decoding)
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    public async Task AnswerAsync(HttpContext http, ResourceRequest request)
    {
        var type = ContentType.OfBody(http.Request);
        string[] accepted = request.Resource.Custom is null ? [Json, Merge, Strategic, Apply] : [Json, Merge, Apply];
        if (!accepted.Contains(type))
        {
            throw request.Resource.Custom is null ? Failures.UnsupportedPatch() : Failures.UnsupportedMediaType(accepted);
        }

        var patch = await RequestBody.ReadAsync(http.Request, isYaml: type == Apply, http.RequestAborted) ?? throw NoObject();
        if (request.Force && type != Apply)
        {
            throw Unfit(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        var result = type == Apply
            ? await ApplyAsync(http, request, Object(patch))
            : await ChangeAsync(request, Function(type, patch, request), http.RequestAborted);
        var (form, version) = ContentType.Negotiate(http.Request);
        await Answer.JsonAsync(http, request.Subresource == "scale"
            ? JsonText.Utf8(ScaleSubresource.Read(result.Object, request.Resource))
            : writer.One(result.Object, request.Resource, form, version, http.Request.Query["includeObject"].ToString()),
            result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private Func<JsonObject, JsonObject> Function(string type, JsonNode patch, ResourceRequest request) => type switch
    {
        Json => current => Patched(JsonPatch.Apply(current, patch as JsonArray
            ?? throw Failures.BadRequest("json: cannot unmarshal object into Go value of type jsonpatch.Patch")), request),
        Strategic when (request.Subresource == "scale" ? Scale() : request.Resource.Schema) is { } schema =>
            current => Merged(pipeline.StrategicMerge.Merge(current, Object(patch), schema), Object(patch), request),
        _ => current => Patched(JsonMergePatch.Apply(current, Object(patch)), request),
    };

    private JsonObject Patched(JsonObject value, ResourceRequest request)
    {
        if (request.Subresource != "scale")
        {
            decoding.CheckPatched(value, request.Resource);
        }

        return value;
    }

    private JsonObject Merged(JsonObject value, JsonObject patch, ResourceRequest request)
    {
        if (request.Subresource != "scale")
        {
            decoding.CheckMerged(value, patch, request.Resource);
        }

        return value;
    }

    private Task<WriteResult> ChangeAsync(ResourceRequest request, Func<JsonObject, JsonObject> patch, CancellationToken cancellation)
    {
        if (request.Subresource != "scale")
        {
            return resources.ChangeAsync(request, patch, cancellation);
        }

        return resources.ChangeAsync(request with { Subresource = "", IsScale = true }, current =>
        {
            ScaleSubresource.Write(current, patch(ScaleSubresource.Read(current, request.Resource)), request.Resource);
            return current;
        }, cancellation);
    }

    private async Task<WriteResult> ApplyAsync(HttpContext http, ResourceRequest request, JsonObject applied)
    {
        if (http.Request.Query["fieldManager"].Count == 0)
        {
            throw Unfit(FieldError.Required("fieldManager", "is required for apply patch"));
        }

        request = request with { IsApply = true };
        if (pipeline.Store.Find(request.Resource.Key, request.Namespace, request.Name) is null && request.Subresource.Length == 0)
        {
            try
            {
                var created = pipeline.ServerSideApply.Apply(null, applied, request);
                created.Object("metadata")["name"] ??= request.Name;
                return await resources.CreateAsync(request, created, http.RequestAborted);
            }
            catch (ApiException failure) when (failure.Reason == "AlreadyExists")
            {
                // Somebody else created it meanwhile: apply to that.
            }
        }

        return await resources.ChangeAsync(request, current => pipeline.ServerSideApply.Apply(current, applied, request), http.RequestAborted);
    }

    private SchemaNode? Scale() => pipeline.Types.BuiltIn.Schemas.GetValueOrDefault("api.autoscaling.v1.Scale");

    private static JsonObject Object(JsonNode patch) => patch as JsonObject ?? throw NoObject();

    private static ApiException NoObject() => Failures.BadRequest("json: cannot unmarshal string into Go value of type map[string]interface {}");

    private static ApiException Unfit(FieldError error) => Failures.Invalid("meta.k8s.io", "PatchOptions", "", [error]);
}
