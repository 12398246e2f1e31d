using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Reviews are answered, not stored: everybody may do everything.</summary>
internal sealed class ReviewEndpoint(BuiltInTypes types, IServerSideApply fields)
{
    public bool Serves(ResourceDefinition resource) => resource.Group is "authorization.k8s.io" or "authentication.k8s.io";

    public async Task AnswerAsync(HttpContext http, ResourceRequest request)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            throw Failures.MethodNotAllowed();
        }

        var review = await RequestBody.ReadObjectAsync(http.Request, request.Resource, types, http.RequestAborted);
        review["apiVersion"] ??= request.Resource.ApiVersion;
        review["kind"] ??= request.Resource.Kind;
        review.Object("metadata")["creationTimestamp"] = null;
        fields.Track(new WriteContext(request, Operation.Create, null, review));
        review["status"] = request.Resource.Kind switch
        {
            "SelfSubjectRulesReview" => new JsonObject
            {
                ["resourceRules"] = new JsonArray(new JsonObject { ["verbs"] = All(), ["apiGroups"] = All(), ["resources"] = All() }),
                ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = All(), ["nonResourceURLs"] = All() }),
                ["incomplete"] = false,
            },
            "TokenReview" => new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = new JsonObject
                {
                    ["username"] = request.User.Name,
                    ["groups"] = new JsonArray([.. request.User.Groups.Select(group => (JsonNode)group)]),
                },
            },
            _ => new JsonObject { ["allowed"] = true },
        };
        await Answer.JsonAsync(http, review, StatusCodes.Status201Created);
    }

    private static JsonArray All() => new("*");
}
