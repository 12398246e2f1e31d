using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>Nothing is created in a namespace that is not there or is on its way out; the namespaces of the system stay.</summary>
internal sealed class NamespaceLifecycle(ObjectStore store, TypeRegistry types) : IAdmission
{
    private static readonly ResourceKey Namespaces = new("", "namespaces");
    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    public ValueTask MutateAsync(WriteContext context, CancellationToken cancellation)
    {
        if (context.Operation != Operation.Create || !context.Resource.Namespaced)
        {
            return ValueTask.CompletedTask;
        }

        var found = store.Find(Namespaces, "", context.Namespace) ?? throw Failures.NotFound(types.Get(Namespaces), context.Namespace);
        if (found.IsDeleting)
        {
            throw Failures.Forbidden(context.Resource, context.Name,
                $"unable to create new content in namespace {context.Namespace} because it is being terminated",
                new JsonObject
                {
                    ["reason"] = "NamespaceTerminating",
                    ["message"] = $"namespace {context.Namespace} is being terminated",
                    ["field"] = "metadata.namespace",
                });
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(WriteContext context, CancellationToken cancellation) =>
        context.Operation == Operation.Delete && context.Resource.Key == Namespaces && Immortal.Contains(context.Request.Name)
            ? throw Failures.Forbidden(context.Resource, context.Request.Name, "this namespace may not be deleted")
            : ValueTask.CompletedTask;
}
