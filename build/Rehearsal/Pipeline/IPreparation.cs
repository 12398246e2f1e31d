namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>What a type's own storage does to an object before it is validated: a first status, an allocated address, a kept field.</summary>
public interface IPreparation
{
    /// <summary>Changes <see cref="WriteContext.New"/>. Runs for creations and updates, subresources included; a dry run must allocate nothing for good.</summary>
    void Prepare(WriteContext context);
}
