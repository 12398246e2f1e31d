using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>Every object has a name of its type's form, and labels and annotations of theirs.</summary>
internal sealed class MetadataValidation : IValidation
{
    // Types whose names are path segments and hardly anything else: colons are usual there.
    private static readonly HashSet<string> Free = ["rbac.authorization.k8s.io", "flowcontrol.apiserver.k8s.io"];

    public IEnumerable<FieldError> Validate(WriteContext context)
    {
        var name = context.New.Text("metadata", "name") ?? "";
        if (name.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else if (context.Operation == Operation.Create && Format(context)(name) is { } wrong)
        {
            yield return FieldError.Invalid("metadata.name", name, wrong);
        }

        foreach (var error in Labels(context.New.At("metadata", "labels"), "metadata.labels"))
        {
            yield return error;
        }

        foreach (var (key, _) in context.New.At("metadata", "annotations") as JsonObject ?? [])
        {
            // Case does not count there.
            if (NameFormat.QualifiedName(key.ToLowerInvariant()) is { } detail)
            {
                yield return FieldError.Invalid("metadata.annotations", key, detail);
            }
        }
    }

    /// <summary>What is wrong with labels.</summary>
    public static IEnumerable<FieldError> Labels(JsonNode? labels, string field)
    {
        foreach (var (key, value) in labels as JsonObject ?? [])
        {
            if (NameFormat.QualifiedName(key) is { } detail)
            {
                yield return FieldError.Invalid(field, key, detail);
            }

            if (NameFormat.LabelValue(value.Text() ?? "") is { } wrong)
            {
                yield return FieldError.Invalid(field, value, wrong);
            }
        }
    }

    private static Func<string, string?> Format(WriteContext context) => context switch
    {
        _ when context.Is("", "services") => NameFormat.ServiceName,
        _ when context.Is("", "namespaces") => NameFormat.Label,
        _ when Free.Contains(context.Resource.Group) => _ => null,
        _ => NameFormat.Subdomain,
    };
}
