using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Every object has a name.</summary>
internal sealed class NameValidation : IValidation
{
    public IEnumerable<FieldError> Validate(WriteContext context)
    {
        if (context.New.Text("metadata", "name") is null or "")
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
    }
}
