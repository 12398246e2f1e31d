using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Cluster;

/// <summary>Claims of volumes, and the classes that volumes come from.</summary>
internal static class StorageRules
{
    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce"];

    public static IEnumerable<FieldError> Claim(WriteContext context)
    {
        var spec = context.New["spec"];
        var storage = spec.At("resources", "requests", "storage");
        return
        [
            .. SelectorRules.Validate(spec.At("selector"), "spec.selector"),
            .. spec.Each("accessModes").Any() ? [] : (FieldError[])[FieldError.Required("spec.accessModes", "at least 1 access mode is required")],
            .. spec.Each("accessModes").SelectMany(mode => Check.OneOf(mode.Text(), "spec.accessModes", AccessModes)),
            .. storage is null ? [FieldError.Required("spec.resources[storage]")]
                : Quantity.Read(storage) is { Value: <= 0 } amount ? [FieldError.Invalid("spec.resources[storage]", amount.ToString(), "must be greater than zero")] : (FieldError[])[],
            .. Check.Form(spec.Text("storageClassName"), "spec.storageClassName", NameFormat.Subdomain),
            .. Check.OneOf(spec.Text("volumeMode"), "spec.volumeMode", "Block", "Filesystem"),
        ];
    }

    public static IEnumerable<FieldError> Class(WriteContext context) =>
    [
        .. Check.Present(context.New.Text("provisioner"), "provisioner"),
        .. Check.OneOf(context.New.Text("reclaimPolicy"), "reclaimPolicy", "Delete", "Retain"),
        .. Check.OneOf(context.New.Text("volumeBindingMode"), "volumeBindingMode", "Immediate", "WaitForFirstConsumer"),
    ];
}
