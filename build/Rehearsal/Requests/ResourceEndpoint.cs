using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The verbs on objects and collections of a served type.</summary>
internal sealed class ResourceEndpoint(
    RequestPipeline pipeline, ResourceWriter resources, ResourceDeleter deleter, ObjectWriter writer, WatchEndpoint watches, PatchEndpoint patches,
    ReviewEndpoint reviews, PodEndpoint pods, EvictionEndpoint evictions)
{
    public Task AnswerAsync(HttpContext http, RequestPath path, RequestUser user)
    {
        if (!pipeline.Types.TryGet(path.Group, path.Version, path.Plural, out var resource)
            || (!resource.Namespaced && path.Namespace.Length > 0)
            || (resource.Namespaced && path.Namespace.Length == 0 && path.Name.Length > 0))
        {
            return pipeline.Types.Versions(path.Group).Contains(path.Version) || pipeline.Types.BuiltIn.Groups.Any(group => group.Name == path.Group) ? throw Failures.NoSuchType() : Answer.NothingHereAsync(http);
        }

        var request = Request(http.Request, resource, path, user);
        if (path.Subresource.Length > 0 && !resource.Subresources.ContainsKey(path.Subresource))
        {
            throw Failures.NoSuchType();
        }

        if (pods.Serves(resource, path.Subresource))
        {
            return pods.AnswerAsync(http, path);
        }

        if (path.Subresource == "eviction")
        {
            return evictions.AnswerAsync(http, Allowed(request, "create"));
        }

        if (reviews.Serves(resource))
        {
            return reviews.AnswerAsync(http, request);
        }

        return (http.Request.Method, path.Name.Length > 0) switch
        {
            ("GET", true) => GetAsync(http, request, path),
            ("GET", false) => ListAsync(http, resource, path),
            ("POST", false) => CreateAsync(http, Allowed(request, "create")),
            ("PUT", true) => UpdateAsync(http, Allowed(request, "update")),
            ("PATCH", true) => patches.AnswerAsync(http, Allowed(request, "patch")),
            ("DELETE", true) => DeleteAsync(http, Allowed(request, "delete")),
            ("DELETE", false) => DeleteManyAsync(http, Allowed(request, "deletecollection"), path),
            _ => throw Failures.MethodNotAllowed(),
        };
    }

    private async Task GetAsync(HttpContext http, ResourceRequest request, RequestPath path)
    {
        if (path.IsWatch || http.Request.Query["watch"].ToString() is "true" or "1")
        {
            await ListAsync(http, request.Resource, path);
            return;
        }

        var least = ListQuery.Read(http.Request, request.Resource, path).ResourceVersion ?? 0;
        if (least > pipeline.Store.ResourceVersion)
        {
            throw Failures.TooLarge(least, pipeline.Store.ResourceVersion);
        }

        var stored = pipeline.Store.Find(request.Resource.Key, request.Namespace, request.Name) ?? throw Failures.NotFound(request.Resource, request.Name, request.Subresource);
        var (form, version) = ContentType.Negotiate(http.Request);
        await Answer.JsonAsync(http, request.Subresource == "scale"
            ? JsonText.Utf8(ScaleSubresource.Read(pipeline.View(stored, request.Resource), request.Resource))
            : writer.One(stored, request.Resource, form, version, http.Request.Query["includeObject"].ToString()));
    }

    private async Task ListAsync(HttpContext http, ResourceDefinition resource, RequestPath path)
    {
        var query = ListQuery.Read(http.Request, resource, path);
        var (form, version) = ContentType.Negotiate(http.Request);
        if (!resource.Allows(query.Watch ? "watch" : "list"))
        {
            throw Failures.MethodNotAllowed();
        }

        if (query.Watch)
        {
            await watches.AnswerAsync(http, query, form, version);
            return;
        }

        await Answer.JsonAsync(http, writer.Many(query.Page(pipeline.Store), resource, form, version, http.Request.Query["includeObject"].ToString()));
    }

    private async Task CreateAsync(HttpContext http, ResourceRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(http.Request, request.Resource, pipeline.Types.BuiltIn, http.RequestAborted);
        await WriteAsync(http, request, await resources.CreateAsync(request, body, http.RequestAborted));
    }

    private async Task UpdateAsync(HttpContext http, ResourceRequest request)
    {
        var body = await RequestBody.ReadObjectAsync(http.Request, request.Resource, pipeline.Types.BuiltIn, http.RequestAborted);
        if (request.Subresource != "scale")
        {
            await WriteAsync(http, request, await resources.UpdateAsync(request, body, http.RequestAborted));
            return;
        }

        var result = await resources.ChangeAsync(request with { Subresource = "", IsScale = true }, current =>
        {
            ScaleSubresource.Write(current, body, request.Resource);
            return current;
        }, http.RequestAborted);
        await Answer.JsonAsync(http, ScaleSubresource.Read(result.Object, request.Resource));
    }

    private async Task DeleteAsync(HttpContext http, ResourceRequest request)
    {
        var body = await RequestBody.ReadOptionsAsync(http.Request, http.RequestAborted);
        request = request with { DryRun = request.DryRun || body["dryRun"] is JsonArray { Count: > 0 } };
        var result = await deleter.DeleteAsync(request, DeleteOptions.Read(body), http.RequestAborted);
        await (result.Gone ? Answer.JsonAsync(http, Success(request.Resource, result.Object)) : WriteAsync(http, request, result));
    }

    private async Task DeleteManyAsync(HttpContext http, ResourceRequest request, RequestPath path)
    {
        var body = await RequestBody.ReadOptionsAsync(http.Request, http.RequestAborted);
        var options = DeleteOptions.Read(body);
        request = request with { DryRun = request.DryRun || body["dryRun"] is JsonArray { Count: > 0 } };
        var page = ListQuery.Read(http.Request, request.Resource, path).Page(pipeline.Store);
        foreach (var item in page.Items)
        {
            try
            {
                await deleter.DeleteAsync(request with { Namespace = item.Namespace, Name = item.Name }, options, http.RequestAborted);
            }
            catch (ApiException failure) when (failure.Code == StatusCodes.Status404NotFound)
            {
                // Somebody else was faster.
            }
        }

        var (form, version) = ContentType.Negotiate(http.Request);
        await Answer.JsonAsync(http, writer.Many(page, request.Resource, form, version, ""));
    }

    private async Task WriteAsync(HttpContext http, ResourceRequest request, WriteResult result)
    {
        var (form, version) = ContentType.Negotiate(http.Request);
        await Answer.JsonAsync(http, writer.One(result.Object, request.Resource, form, version, http.Request.Query["includeObject"].ToString()),
            result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static ResourceRequest Allowed(ResourceRequest request, string verb) =>
        (request.Subresource.Length == 0 ? request.Resource.Verbs : request.Resource.Subresources[request.Subresource].Verbs).Contains(verb)
            ? request
            : throw Failures.MethodNotAllowed();

    private static JsonObject Success(ResourceDefinition resource, JsonObject value)
    {
        var details = new JsonObject { ["name"] = value.Text("metadata", "name") };
        if (resource.Group.Length > 0)
        {
            details["group"] = resource.Group;
        }

        details["kind"] = resource.Plural;
        details["uid"] = value.Text("metadata", "uid");
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }

    private static ResourceRequest Request(HttpRequest request, ResourceDefinition resource, RequestPath path, RequestUser user)
    {
        var dryRun = request.Query["dryRun"].ToString();
        if (dryRun is not ("" or "All"))
        {
            var options = request.Method switch { "POST" => "CreateOptions", "PUT" => "UpdateOptions", "PATCH" => "PatchOptions", _ => "DeleteOptions" };
            throw Failures.Invalid("meta.k8s.io", options, "",
                [new FieldError("FieldValueNotSupported", "dryRun", $"Unsupported value: []string{{\"{dryRun}\"}}: supported values: \"All\"")]);
        }

        var agent = request.Headers.UserAgent.ToString().Split('/')[0];
        return new ResourceRequest(resource, path.Namespace, path.Name)
        {
            Subresource = path.Subresource,
            DryRun = dryRun.Length > 0,
            FieldManager = request.Query["fieldManager"].ToString() is { Length: > 0 } manager ? manager : agent.Length > 0 ? agent : "unknown",
            Force = request.Query["force"].ToString() is "true" or "1",
            User = user,
        };
    }
}
