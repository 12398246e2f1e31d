using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Decoding;

/// <summary>Refuses objects of built-in types whose values do not fit their fields, as the server's decoders do. Custom types are validated, not decoded.</summary>
internal sealed class ObjectDecoding(BuiltInTypes types)
{
    /// <summary>Looks at the object of a request's body.</summary>
    /// <exception cref="ApiException">A value does not fit (400).</exception>
    public void CheckBody(JsonObject value, ReadOnlySpan<byte> utf8, ResourceDefinition resource)
    {
        if (Find(value, resource) is { } mismatch)
        {
            throw Failures.BadRequest(CannotHandle(resource, DecodeMessage.OfBody(mismatch, utf8)));
        }
    }

    /// <summary>Looks at what a JSON patch or a merge patch made.</summary>
    /// <exception cref="ApiException">A value does not fit (422).</exception>
    public void CheckPatched(JsonObject value, ResourceDefinition resource)
    {
        if (Find(value, resource) is { } mismatch)
        {
            var utf8 = JsonText.Utf8(value);
            throw Unfit(JsonValue.Create(System.Text.Encoding.UTF8.GetString(utf8)), DecodeMessage.OfBody(mismatch, utf8));
        }
    }

    /// <summary>Looks at what a strategic merge patch made.</summary>
    /// <exception cref="ApiException">A value does not fit (422).</exception>
    public void CheckMerged(JsonObject value, JsonObject patch, ResourceDefinition resource)
    {
        if (Find(value, resource) is { } mismatch)
        {
            throw Unfit(JsonValue.Create(DecodeMessage.Printed(patch)), DecodeMessage.OfPatch(mismatch));
        }
    }

    /// <summary>The server's sentence about a body that is not one of the type.</summary>
    public static string CannotHandle(ResourceDefinition resource, string why) =>
        $"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {why}";

    private TypeMismatch? Find(JsonObject value, ResourceDefinition resource) =>
        resource is { Custom: null, Schema: { } schema } && types.SchemaName(resource.Gvk) is { } definition ? TypeCheck.Find(value, definition, schema) : null;

    private static ApiException Unfit(JsonNode value, string why) => Failures.Invalid("", "", "", [FieldError.Invalid("patch", value, why)]);
}
