namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Says what is wrong with an object that is about to be stored. Runs after mutating admission and preparation.</summary>
public interface IValidation
{
    /// <summary>The errors in the server's order; none lets it pass. <see cref="WriteContext.Old"/> is there for what may not change.</summary>
    IEnumerable<FieldError> Validate(WriteContext context);
}
