using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>How to delete. Null leaves it to the type.</summary>
public sealed record DeleteOptions
{
    /// <summary>Background, Foreground or Orphan.</summary>
    public string? PropagationPolicy { get; init; }

    public long? GracePeriodSeconds { get; init; }

    /// <summary>A precondition: the object must have this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>A precondition: the object must be at this version.</summary>
    public string? ResourceVersion { get; init; }

    /// <exception cref="ApiException">The propagation policy is unknown.</exception>
    public static DeleteOptions Read(JsonObject body)
    {
        var policy = body.Text("propagationPolicy")
            ?? (body["orphanDependents"] is null ? null : body.IsTrue("orphanDependents") ? "Orphan" : "Background");
        return policy is null or "Background" or "Foreground" or "Orphan"
            ? new DeleteOptions
            {
                PropagationPolicy = policy,
                GracePeriodSeconds = body.Integer("gracePeriodSeconds"),
                Uid = body.Text("preconditions", "uid"),
                ResourceVersion = body.Text("preconditions", "resourceVersion"),
            }
            : throw Failures.Invalid("meta.k8s.io", "DeleteOptions", "", [FieldError.NotSupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"])]);
    }
}
