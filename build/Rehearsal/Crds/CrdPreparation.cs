using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Crds;

/// <summary>A definition knows in which versions it stores, or ever stored, its objects.</summary>
internal sealed class CrdPreparation : IPreparation
{
    public void Prepare(WriteContext context)
    {
        if (!context.Is("apiextensions.k8s.io", "customresourcedefinitions") || context.Request.Subresource.Length > 0
            || context.New.Each("spec", "versions").FirstOrDefault(version => version.IsTrue("storage")).Text("name") is not { } stored)
        {
            return;
        }

        var versions = context.New.Each("status", "storedVersions").Select(version => version.Text() ?? "").ToList();
        if (!versions.Contains(stored))
        {
            context.New.Object("status")["storedVersions"] = new JsonArray([.. versions.Append(stored).Select(version => (JsonNode)version)]);
        }
    }
}
