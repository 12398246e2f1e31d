namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>An admission plugin. Refuses with an <see cref="ApiException"/>.</summary>
public interface IAdmission
{
    /// <summary>May change <see cref="WriteContext.New"/> of a creation or update. Runs before the object is prepared and validated.</summary>
    ValueTask MutateAsync(WriteContext context, CancellationToken cancellation);

    /// <summary>Runs last before the object is stored or deleted.</summary>
    ValueTask ValidateAsync(WriteContext context, CancellationToken cancellation);
}
