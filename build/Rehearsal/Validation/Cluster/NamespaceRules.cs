using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Cluster;

/// <summary>Namespaces: what holds them.</summary>
internal static class NamespaceRules
{
    public static IEnumerable<FieldError> Validate(WriteContext context) => context.New.Each("spec", "finalizers").SelectMany(finalizer => (IEnumerable<FieldError>)
    [
        .. NameFormat.QualifiedName(finalizer.Text() ?? "").Select(wrong => FieldError.Invalid("spec.finalizers", finalizer.Text() ?? "", wrong)),
        .. MetadataValidation.StandardFinalizer(finalizer, "spec.finalizers"),
    ]);
}
