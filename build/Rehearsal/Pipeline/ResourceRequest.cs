using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>What is asked of which object, over HTTP or by a controller. Names are empty where there are none.</summary>
public sealed record ResourceRequest(ResourceDefinition Resource, string Namespace, string Name)
{
    /// <summary>status, scale, finalize …; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Everything is done but the storing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who owns the fields: the query's fieldManager, else the user agent up to its slash.</summary>
    public string FieldManager { get; init; } = "unknown";

    /// <summary>For server-side apply: take over the fields of others.</summary>
    public bool Force { get; init; }

    /// <summary>A server-side apply; its managedFields are up to date when the stages run.</summary>
    public bool IsApply { get; init; }

    /// <summary>A write through the Scale object, after which the fields' owners are the same.</summary>
    public bool IsScale { get; init; }

    public RequestUser User { get; init; } = RequestUser.Administrator;

    /// <summary>A controller's request.</summary>
    public static ResourceRequest Of(ResourceDefinition resource, string @namespace, string name, string controller) =>
        new(resource, @namespace, name) { FieldManager = "kube-controller-manager", User = RequestUser.Controller(controller) };
}
