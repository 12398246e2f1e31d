using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>The server's refusals: its codes, reasons, messages and details.</summary>
public static class Failures
{
    /// <summary>Of the subresources only scale says its own name.</summary>
    public static ApiException NotFound(ResourceDefinition resource, string name, string subresource = "")
    {
        var plural = resource.Plural + (subresource == "scale" ? "/scale" : "");
        return new ApiException(404, "NotFound", $"{plural}{(resource.Group.Length == 0 ? "" : ".")}{resource.Group} \"{name}\" not found", Details(name, resource.Group, plural));
    }

    public static ApiException AlreadyExists(ResourceDefinition resource, string name) =>
        new(409, "AlreadyExists", $"{resource.QualifiedPlural} \"{name}\" already exists", Details(name, resource.Group, resource.Plural));

    public static ApiException Conflict(ResourceDefinition resource, string name, string message) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedPlural} \"{name}\": {message}", Details(name, resource.Group, resource.Plural));

    /// <summary>What a deletion demands of the object does not hold; the server names the kind there.</summary>
    public static ApiException Precondition(ResourceDefinition resource, string name, string message) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedKind} \"{name}\": {message}", Details(name, resource.Group, resource.Kind));

    /// <summary>The body's resourceVersion is not the current one.</summary>
    public static ApiException Modified(ResourceDefinition resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceDefinition resource, string name, string message, params JsonNode[] causes) =>
        new(403, "Forbidden", $"{resource.QualifiedPlural}{(name.Length == 0 ? "" : $" \"{name}\"")} is forbidden: {message}",
            Details(name, resource.Group, resource.Plural, causes));

    /// <summary>Invalid, with the errors as causes; there is at least one.</summary>
    public static ApiException Invalid(ResourceDefinition resource, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(resource.Group, resource.Kind, name, errors);

    /// <summary>Invalid, of something that is no object of a served type: the options of a request, a patch. Group and kind may be empty.</summary>
    public static ApiException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(error => error.ToString()).Distinct().ToList();
        var all = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return new ApiException(422, "Invalid", $"{kind}{(group.Length == 0 ? "" : ".")}{group} \"{name}\" is invalid: {all}",
            Details(name, group, kind,
                [.. errors.Select(error => (JsonNode)new JsonObject { ["reason"] = error.Reason, ["message"] = error.Message, ["field"] = error.Field })]));
    }

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>A group that is served has no such type.</summary>
    public static ApiException NoSuchType() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException MethodNotSupported(ResourceDefinition resource, string verb) =>
        new(405, "MethodNotAllowed", $"{verb} is not supported on resources of kind \"{resource.QualifiedPlural}\"", Details("", resource.Group, resource.Plural));

    public static ApiException UnsupportedMediaType(IEnumerable<string> accepted) =>
        new(415, "UnsupportedMediaType",
            $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    public static ApiException UnsupportedPatch() => new(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);

    public static ApiException NotAcceptable() => new(406, "NotAcceptable", "406: Not Acceptable", []);

    /// <summary>A read of a version that is not reached yet.</summary>
    public static ApiException TooLarge(long asked, long current) =>
        new(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}",
            new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
                ["retryAfterSeconds"] = 1,
            },
            retryAfterSeconds: 1);

    /// <summary>What a watch or a page asks for is too old.</summary>
    public static ApiException Expired(string message) => new(410, "Expired", message);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException Anonymous(string verb, string path) =>
        new(403, "Forbidden", $"forbidden: User \"system:anonymous\" cannot {verb} path \"{path}\"", []);

    /// <summary>Something failed in the server or a webhook.</summary>
    public static ApiException Internal(string message) =>
        new(500, "InternalError", $"Internal error occurred: {message}", new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) });

    private static JsonObject Details(string name, string group, string kind, IReadOnlyCollection<JsonNode>? causes = null)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        if (kind.Length > 0)
        {
            details["kind"] = kind;
        }

        if (causes is { Count: > 0 })
        {
            details["causes"] = new JsonArray([.. causes]);
        }

        return details;
    }
}
