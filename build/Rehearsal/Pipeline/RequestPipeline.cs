using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>
/// The stages that every write passes, in this order: default → mutating admission → default → track fields → prepare →
/// validate → validating admission → store. Before them the body is decoded and, for a patch, merged; both in the version of the request.
/// </summary>
/// <param name="Store">Where objects go.</param>
/// <param name="Types">What is served.</param>
/// <param name="Conversion">Between the request's version and the stored one.</param>
/// <param name="Defaulting">The server's defaults.</param>
/// <param name="Admission">The plugins in their order.</param>
/// <param name="Preparation">The generic one first, then those of single types.</param>
/// <param name="Validation">All are asked; what they say is one answer.</param>
/// <param name="ServerSideApply">Apply patches, and managedFields.</param>
/// <param name="StrategicMerge">Strategic merge patches.</param>
public sealed record RequestPipeline(
    ObjectStore Store,
    TypeRegistry Types,
    IConversion Conversion,
    IDefaulting Defaulting,
    IReadOnlyList<IAdmission> Admission,
    IReadOnlyList<IPreparation> Preparation,
    IReadOnlyList<IValidation> Validation,
    IServerSideApply ServerSideApply,
    IStrategicMerge StrategicMerge)
{
    /// <summary>The stored object in another version of its type: a copy of one's own.</summary>
    public JsonObject Read(StoredObject stored, ResourceDefinition version)
    {
        var json = stored.Copy();
        if (Types.FindStorage(stored.Resource) is { } storage)
        {
            Conversion.Convert(json, storage, version);
        }

        return json;
    }

    /// <summary>As <see cref="Read"/>, but to read only: it is the store's own where that is in the version.</summary>
    public JsonObject View(StoredObject stored, ResourceDefinition version) => IsStoredAs(stored, version) ? stored.Json : Read(stored, version);

    /// <summary>Whether the object is stored in the version.</summary>
    public bool IsStoredAs(StoredObject stored, ResourceDefinition version) =>
        Types.FindStorage(stored.Resource) is not { } storage || (storage.Group == version.Group && storage.Version == version.Version);

    /// <summary>Runs the stages up to, and without, the storing.</summary>
    /// <exception cref="ApiException">A stage refuses.</exception>
    public async ValueTask RunAsync(WriteContext context, CancellationToken cancellation)
    {
        Defaulting.Apply(context.New, context.Resource);
        foreach (var admission in Admission)
        {
            await admission.MutateAsync(context, cancellation);
        }

        Defaulting.Apply(context.New, context.Resource);
        ServerSideApply.Track(context);
        foreach (var preparation in Preparation)
        {
            preparation.Prepare(context);
        }

        if (Validation.SelectMany(validation => validation.Validate(context)).ToList() is { Count: > 0 } errors)
        {
            throw Failures.Invalid(context.Resource, context.Name, errors);
        }

        await AdmitAsync(context, cancellation);
    }

    /// <summary>Validating admission alone, as for a deletion.</summary>
    public async ValueTask AdmitAsync(WriteContext context, CancellationToken cancellation)
    {
        foreach (var admission in Admission)
        {
            await admission.ValidateAsync(context, cancellation);
        }
    }

    /// <summary>The object in the version that it is stored in. It is changed and belongs to the store.</summary>
    public JsonObject ToStorage(JsonObject value, ResourceDefinition version)
    {
        Conversion.Convert(value, version, Types.Get(version.Key));
        return value;
    }
}
