using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>The question to a webhook.</summary>
/// <param name="Uid">What the answer must repeat.</param>
/// <param name="Body">The AdmissionReview object.</param>
internal sealed record AdmissionReview(string Uid, JsonObject Body)
{
    /// <param name="context">The write; its objects are in the version of the request.</param>
    /// <param name="type">The version in which the webhook gets them.</param>
    /// <param name="version">v1 or v1beta1.</param>
    /// <param name="value">The object, in that version; null for a deletion.</param>
    /// <param name="old">The object before, in that version; null for a creation.</param>
    public static AdmissionReview Of(WriteContext context, ResourceDefinition type, string version, JsonObject? value, JsonObject? old)
    {
        var uid = Guid.NewGuid().ToString();
        var request = new JsonObject
        {
            ["uid"] = uid,
            ["kind"] = Kind(type),
            ["resource"] = Resource(type),
        };
        if (context.Request.Subresource.Length > 0)
        {
            request["subResource"] = context.Request.Subresource;
        }

        request["requestKind"] = Kind(context.Resource);
        request["requestResource"] = Resource(context.Resource);
        if (context.Request.Subresource.Length > 0)
        {
            request["requestSubResource"] = context.Request.Subresource;
        }

        if (context.New.Text("metadata", "name") is { Length: > 0 } name)
        {
            request["name"] = name;
        }

        if (context.Resource.Namespaced)
        {
            request["namespace"] = context.Namespace;
        }

        request["operation"] = context.Operation.ToString().ToUpperInvariant();
        request["userInfo"] = new JsonObject
        {
            ["username"] = context.Request.User.Name,
            ["groups"] = new JsonArray([.. context.Request.User.Groups.Select(group => (JsonNode)group)]),
        };
        request["object"] = value?.DeepClone();
        request["oldObject"] = old?.DeepClone();
        request["dryRun"] = context.Request.DryRun;
        request["options"] = new JsonObject { ["kind"] = context.Operation + "Options", ["apiVersion"] = "meta.k8s.io/v1" };
        return new AdmissionReview(uid,
            new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = $"admission.k8s.io/{version}", ["request"] = request });
    }

    private static JsonObject Kind(ResourceDefinition type) =>
        new() { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind };

    private static JsonObject Resource(ResourceDefinition type) =>
        new() { ["group"] = type.Group, ["version"] = type.Version, ["resource"] = type.Plural };
}
