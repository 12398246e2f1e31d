using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Creates and changes objects through the stages of the pipeline: for requests over HTTP and for controllers alike.</summary>
public sealed class ResourceWriter(RequestPipeline pipeline)
{
    private const int Attempts = 5;

    /// <summary>Creates an object. The body is changed and belongs to the store afterwards.</summary>
    /// <exception cref="ApiException">AlreadyExists, Invalid, Forbidden, or what admission says.</exception>
    public async Task<WriteResult> CreateAsync(ResourceRequest request, JsonObject body, CancellationToken cancellation)
    {
        CheckBody(request, body);
        if (body.Text("metadata", "resourceVersion") is not (null or "" or "0"))
        {
            throw Failures.BadRequest("resourceVersion should not be set on objects to be created");
        }

        var context = new WriteContext(request, Operation.Create, null, body);
        await pipeline.RunAsync(context, cancellation);
        var name = context.New.Text("metadata", "name") ?? "";
        if (request.DryRun)
        {
            return pipeline.Store.Find(request.Resource.Key, request.Namespace, name) is null
                ? new WriteResult(context.New, Created: true)
                : throw Failures.AlreadyExists(request.Resource, name);
        }

        var stored = pipeline.Store.TryCreate(request.Resource.Key, pipeline.ToStorage(context.New, request.Resource))
            ?? throw Failures.AlreadyExists(request.Resource, name);
        return new WriteResult(pipeline.Read(stored, request.Resource), Created: true);
    }

    /// <summary>Replaces an object; its resourceVersion and uid, where the body has them, must be the current ones.</summary>
    /// <exception cref="ApiException">NotFound, Conflict, Invalid, or what admission says.</exception>
    public async Task<WriteResult> UpdateAsync(ResourceRequest request, JsonObject body, CancellationToken cancellation)
    {
        CheckBody(request, body);
        var found = pipeline.Store.Find(request.Resource.Key, request.Namespace, request.Name);
        if (found is null && request.Subresource.Length == 0 && ObjectRules.CreatesOnUpdate(request.Resource))
        {
            body.Object("metadata").Remove("resourceVersion");
            return await CreateAsync(request, body, cancellation);
        }

        var version = body.Text("metadata", "resourceVersion") ?? "";
        if (version.Length == 0 && ObjectRules.RequiresVersion(request.Resource))
        {
            throw Failures.Invalid(request.Resource, request.Name,
                [new FieldError("FieldValueInvalid", "metadata.resourceVersion", "Invalid value: 0x0: must be specified for an update")]);
        }

        return await ChangeAsync(request, _ => body.DeepClone().AsObject(), cancellation);
    }

    /// <summary>
    /// Changes an object by a function of its current state, and again when another write came between: a patch, or what a
    /// controller sets. The function gets a copy of its own in the request's version and returns it or another; null leaves all as it is.
    /// </summary>
    /// <exception cref="ApiException">NotFound, Conflict, Invalid, or what admission says.</exception>
    public async Task<WriteResult> ChangeAsync(ResourceRequest request, Func<JsonObject, JsonObject?> change, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = pipeline.Store.Find(request.Resource.Key, request.Namespace, request.Name) ?? throw Failures.NotFound(request.Resource, request.Name);
            var old = pipeline.Read(current, request.Resource);
            if (change(pipeline.Read(current, request.Resource)) is not { } value)
            {
                return new WriteResult(old);
            }

            CheckBody(request, value);
            var (version, uid) = (value.Text("metadata", "resourceVersion") ?? "", value.Text("metadata", "uid") ?? "");
            if (uid.Length > 0 && uid != current.Uid)
            {
                throw Failures.Conflict(request.Resource, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}");
            }

            if (version.Length > 0 && version != "0" && version != current.ResourceVersion.ToString(CultureInfo.InvariantCulture))
            {
                throw Failures.Modified(request.Resource, request.Name);
            }

            value.Object("metadata")["resourceVersion"] = current.ResourceVersion.ToString(CultureInfo.InvariantCulture);
            var context = new WriteContext(request, Operation.Update, old, value);
            await pipeline.RunAsync(context, cancellation);
            if (request.DryRun)
            {
                return new WriteResult(context.New);
            }

            var gone = IsLastUpdate(context.New, current);
            var next = pipeline.ToStorage(context.New, request.Resource);
            if (pipeline.Store.TryReplace(current, next) is { } stored)
            {
                // Nothing holds it any more: the write that took the last finalizer away is its deletion.
                return gone && pipeline.Store.TryDelete(stored) is not null
                    ? new WriteResult(pipeline.Read(stored, request.Resource), Gone: true)
                    : new WriteResult(pipeline.Read(stored, request.Resource));
            }

            if (attempt == Attempts)
            {
                throw Failures.Modified(request.Resource, request.Name);
            }
        }
    }

    private static bool IsLastUpdate(JsonObject value, StoredObject current) =>
        current.IsDeleting
        && (current.Json.Integer("metadata", "deletionGracePeriodSeconds") ?? 0) == 0
        && value.At("metadata", "finalizers") is null or JsonArray { Count: 0 }
        && (current.Resource != new ResourceKey("", "namespaces") || value.At("spec", "finalizers") is null or JsonArray { Count: 0 });

    private static void CheckBody(ResourceRequest request, JsonObject body)
    {
        var resource = request.Resource;
        if (body["metadata"] is not (null or JsonObject))
        {
            throw Failures.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: metadata is no object");
        }

        body["apiVersion"] ??= resource.ApiVersion;
        body["kind"] ??= resource.Kind;
        if (body.Text("apiVersion") != resource.ApiVersion || body.Text("kind") != resource.Kind)
        {
            throw Failures.BadRequest(
                $"the API version in the data ({body.Text("apiVersion")}) does not match the expected API version ({resource.ApiVersion})");
        }

        var metadata = body.Object("metadata");
        var @namespace = metadata.Text("namespace") ?? "";
        if (resource.Namespaced && @namespace.Length > 0 && @namespace != request.Namespace)
        {
            throw Failures.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        if (resource.Namespaced)
        {
            metadata["namespace"] = request.Namespace;
        }

        var name = metadata.Text("name") ?? "";
        if (request.Name.Length > 0 && name.Length == 0)
        {
            metadata["name"] = request.Name;
        }
        else if (request.Name.Length > 0 && name != request.Name)
        {
            throw Failures.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }
    }
}
