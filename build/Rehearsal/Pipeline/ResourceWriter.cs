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
        return new WriteResult(pipeline.View(stored, request.Resource), Created: true);
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

        return await ChangeAsync(request, current => IsOther(body, current.Text("metadata", "uid") ?? "", out var uid)
            ? throw Failures.Conflict(request.Resource, request.Name, $"StorageError: invalid object, Code: 4, Key: {StorageKey(request)}, "
                + $"ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Text("metadata", "uid")}")
            : body.DeepClone().AsObject(), cancellation);
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
            var old = pipeline.View(current, request.Resource);
            if (change(pipeline.Read(current, request.Resource)) is not { } value)
            {
                return new WriteResult(old);
            }

            CheckBody(request, value);
            var version = value.Text("metadata", "resourceVersion") ?? "";
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
                    ? new WriteResult(pipeline.View(stored, request.Resource), Gone: true)
                    : new WriteResult(pipeline.View(stored, request.Resource));
            }

            if (attempt == Attempts)
            {
                throw Failures.Modified(request.Resource, request.Name);
            }
        }
    }

    // Who replaces an object by its uid means that one; what a patch makes of the uid is an invalid change.
    private static bool IsOther(JsonObject body, string current, out string uid)
    {
        uid = body.Text("metadata", "uid") ?? "";
        return uid.Length > 0 && uid != current;
    }

    // Where the server would keep it.
    private static string StorageKey(ResourceRequest request) => string.Join('/',
        new[] { "/registry", request.Resource.Custom is null ? "" : request.Resource.Group, request.Resource.Plural, request.Namespace, request.Name }.Where(part => part.Length > 0));

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
        var isVersion = body.Text("apiVersion") == resource.ApiVersion;
        if (isVersion && resource.Group.Length == 0 && body.Text("kind") is { } kind && kind != resource.Kind)
        {
            throw Failures.BadRequest($"{kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: converting (v1.{kind}) to (core.{resource.Kind}): unknown conversion");
        }

        if (!isVersion || body.Text("kind") != resource.Kind)
        {
            throw Failures.BadRequest(
                $"the API version in the data ({body.Text("apiVersion")}) does not match the expected API version ({resource.ApiVersion})");
        }

        var metadata = body.Object("metadata");
        var @namespace = metadata.Text("namespace") ?? "";
        if (resource.Namespaced && @namespace.Length > 0 && @namespace != request.Namespace)
        {
            throw Failures.BadRequest(request.Name.Length == 0
                ? "the namespace of the provided object does not match the namespace sent on the request"
                : $"the namespace of the object ({@namespace}) does not match the namespace on the request ({request.Namespace})");
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
