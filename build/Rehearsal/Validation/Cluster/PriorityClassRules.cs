using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Cluster;

/// <summary>Priority classes: the highest priorities are the system's own.</summary>
internal static class PriorityClassRules
{
    private const int Highest = 1_000_000_000;
    private static readonly string[] OfSystem = ["system-node-critical", "system-cluster-critical"];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var (name, value) = (context.Name, context.New.Integer("value") ?? 0);
        var isSystem = OfSystem.Contains(name);
        return
        [
            .. name.StartsWith("system-", StringComparison.Ordinal) && !isSystem
                ? (FieldError[])[FieldError.Forbidden("metadata.name",
                    $"priority class names with 'system-' prefix are reserved for system use only. error: {name} is not a known system priority class")]
                : value > Highest && !isSystem ? [FieldError.Forbidden("value", $"maximum allowed value of a user defined priority is {Highest}")] : [],
            .. context.Old is { } old && old.Integer("value") != value ? (FieldError[])[FieldError.Forbidden("value", "may not be changed in an update.")] : [],
            .. Check.OneOf(context.New.Text("preemptionPolicy"), "preemptionPolicy", "PreemptLowerPriority", "Never"),
        ];
    }
}
